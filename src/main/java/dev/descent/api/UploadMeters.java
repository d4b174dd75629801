package dev.descent.api;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How much is uploaded. */
@Configuration(proxyBeanMethods = false)
class UploadMeters implements WebMvcConfigurer, HandlerInterceptor {
    private static final String PATH = "/v1/datasets";

    private final DistributionSummary uploads;

    UploadMeters(MeterRegistry meters) {
        uploads = DistributionSummary.builder("descent.upload")
                .description("Bodies of uploads that became data sets")
                .baseUnit("bytes")
                .register(meters);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns(PATH);
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        long size = request.getContentLengthLong();
        boolean made =
                HttpMethod.POST.matches(request.getMethod()) && response.getStatus() == HttpStatus.CREATED.value();
        // Without a length the body came in chunks, which is rare and not counted.
        if (made && size > 0) {
            uploads.record(size);
        }
    }
}
