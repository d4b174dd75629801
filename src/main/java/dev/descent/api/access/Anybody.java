package dev.descent.api.access;

import dev.descent.access.Identity;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;

/** Where there is no login, everybody may see what ails the service as well as everything else. */
final class Anybody extends AnonymousAuthenticationFilter {
    Anybody() {
        super("anybody");
    }

    @Override
    protected Authentication createAuthentication(HttpServletRequest request) {
        return new Login(Identity.ANYBODY);
    }
}
