package dev.descent.api;

import jakarta.servlet.MultipartConfigElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.servlet.autoconfigure.MultipartProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Validator;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What all calls have in common. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ForeignPages()).addPathPatterns("/v1/**");
        registry.addInterceptor(new KnownParameters()).addPathPatterns("/v1/**");
    }

    /** One that checks nothing: no request carries constraints, and to make the default one takes time at every start. */
    @Override
    public Validator getValidator() {
        return Validator.forType(Void.class, (nothing, errors) -> {});
    }

    /** Uploads go to the data directory's own volume, where there is room for them. */
    @Bean
    MultipartConfigElement multipartConfig(
            MultipartProperties properties, @Value("${descent.data-dir}") Path dataDirectory, Clock clock)
            throws IOException {
        Path uploads = Files.createDirectories(
                dataDirectory.toAbsolutePath().normalize().resolve("uploads"));
        removeLeftovers(uploads, clock.instant().minus(LONGEST_UPLOAD));
        properties.setLocation(uploads.toString());
        return properties.createMultipartConfig();
    }

    /** Parts of uploads whose process was killed; younger ones may be in use by another process. */
    private static void removeLeftovers(Path uploads, Instant before) throws IOException {
        try (Stream<Path> files = Files.list(uploads)) {
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file)
                        && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** What never changes while the server runs need not be sent twice. */
    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> etags() {
        FilterRegistrationBean<ShallowEtagHeaderFilter> filter =
                new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
        filter.addUrlPatterns("/v1/catalog", "/v1/catalog/*", "/v3/api-docs");
        return filter;
    }
}
