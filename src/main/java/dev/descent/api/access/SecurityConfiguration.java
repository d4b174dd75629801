package dev.descent.api.access;

import dev.descent.access.AuditLog;
import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Problem;
import dev.descent.api.errors.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which requests need a login: all of the API and the figures for operators, if the service has a login at all. The
 * description of the API is for everybody, and whether the process is well; what ails it is told where figures are.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    private static final String API = "/v1/**";
    private static final String METRICS = "/actuator/prometheus";

    /**
     * Headers are written before a request is handled: an event stream is written by other threads before its request
     * has come back through the filters, and headers must not change under them.
     */
    private static final ObjectPostProcessor<HeaderWriterFilter> EAGER = new ObjectPostProcessor<>() {
        @Override
        public <T extends HeaderWriterFilter> T postProcess(T filter) {
            filter.setShouldWriteHeadersEagerly(true);
            return filter;
        }
    };

    private final AccessSettings settings;
    private final Monitor monitor;
    private final AuditLog log;
    private final JsonMapper json;
    private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();

    SecurityConfiguration(AccessSettings settings, Monitor monitor, AuditLog log, JsonMapper json) {
        this.settings = settings;
        this.monitor = monitor;
        this.log = log;
        this.json = json;
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, Logins logins) {
        http.sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // Bearer tokens are not sent by browsers of themselves; without a login ForeignPages stands guard.
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.cacheControl(HeadersConfigurer.CacheControlConfig::disable)
                        .withObjectPostProcessor(EAGER));
        if (settings.hasLogin() || monitor.key() != null) {
            http.oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> logins)
                            .authenticationEntryPoint(this::refuse))
                    .exceptionHandling(handling ->
                            handling.authenticationEntryPoint(this::refuse).accessDeniedHandler(this::deny));
            http.authorizeHttpRequests(requests -> {
                requests.requestMatchers(METRICS).hasAuthority(Monitor.AUTHORITY);
                if (settings.hasLogin()) {
                    requests.requestMatchers(API).authenticated();
                }
                requests.anyRequest().permitAll();
            });
        } else {
            http.anonymous(anonymous -> anonymous.authenticationFilter(new Anybody()))
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
        }
        return http.build();
    }

    /** Paths are judged as strictly as they come; methods and headers by whoever reads them, who says what is wrong. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        return firewall;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        if (reason instanceof ProviderUnavailable) {
            response.setHeader("Retry-After", "5");
            answer(
                    ErrorCode.UNAVAILABLE,
                    "The OpenID provider that tokens are checked with cannot be reached now.",
                    request,
                    response);
            return;
        }
        String detail = reason instanceof InvalidBearerTokenException
                ? String.valueOf(reason.getMessage())
                : "This call needs a login: send \"Authorization: Bearer\" and an API key.";
        log.denied(null, "nobody", request.getMethod() + " " + request.getRequestURI(), detail, Origins.of(request));
        challenge.commence(request, response, reason);
        answer(ErrorCode.UNAUTHENTICATED, detail, request, response);
    }

    private void deny(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        String detail = "The figures of the whole service need a role in all projects, or descent.metrics-key.";
        String name = request.getUserPrincipal().getName();
        log.denied(null, name, request.getMethod() + " " + request.getRequestURI(), detail, Origins.of(request));
        answer(ErrorCode.FORBIDDEN, detail, request, response);
    }

    private void answer(ErrorCode code, String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Problem problem = Problem.of(code, detail, List.of(), RequestId.of(request));
        response.setStatus(problem.status());
        response.setContentType(Problem.MEDIA_TYPE);
        response.getOutputStream().write(json.writeValueAsBytes(problem));
    }
}
