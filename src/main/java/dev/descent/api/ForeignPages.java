package dev.descent.api;

import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Refuses changes that a web page of another site asks for.
 *
 * <p>Without a login, being on this machine is what lets a program in; but a browser on this machine sends requests for
 * any page it shows, and sends some of them without asking the server first. Browsers say in {@code Sec-Fetch-Site}
 * whose page it is; other programs do not send it.
 */
class ForeignPages implements HandlerInterceptor {
    private static final Set<String> HARMLESS_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !OWN_SITES.contains(site) && !HARMLESS_METHODS.contains(request.getMethod())) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "A web page of another site must not change anything here.", List.of());
        }
        return true;
    }
}
