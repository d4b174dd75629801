package dev.descent.api;

import dev.descent.api.errors.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses query parameters that a call does not know: a misspelt {@code dry_run} must not create a job. */
class KnownParameters implements HandlerInterceptor {
    private static final DefaultParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null && handler instanceof HandlerMethod method) {
            Set<String> known = known(method);
            for (String pair : query.split("&")) {
                String name = decode(pair.split("=", 2)[0]);
                if (!name.isEmpty() && !known.contains(name)) {
                    throw Refusal.parameter(
                            name, "is not known here; known: " + (known.isEmpty() ? "none" : String.join(", ", known)));
                }
                if (!StorableText.storable(decode(pair))) {
                    throw Refusal.parameter(name, "must not contain U+0000");
                }
            }
        }
        return true;
    }

    private static Set<String> known(HandlerMethod method) {
        Set<String> known = new TreeSet<>();
        for (MethodParameter parameter : method.getMethodParameters()) {
            RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
            if (annotation != null) {
                parameter.initParameterNameDiscovery(NAMES);
                String name = annotation.name().isEmpty() ? parameter.getParameterName() : annotation.name();
                if (name != null) {
                    known.add(name);
                }
            }
        }
        return known;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
