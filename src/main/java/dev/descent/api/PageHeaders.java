package dev.descent.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What browsers may do with the page: run and show what comes from here, talk to nobody else, and make no HTML of texts.
 */
@Component
class PageHeaders extends OncePerRequestFilter {
    private static final String POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Set<String> DOCUMENTS = Set.of("/", "/index.html");
    private static final Set<String> FOLDERS = Set.of("/page/", "/vendor/");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        boolean document = DOCUMENTS.contains(path);
        if (document) {
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("Referrer-Policy", "no-referrer");
            response.addHeader("Vary", "Accept");
        }
        if (document || FOLDERS.stream().anyMatch(path::startsWith)) {
            // A new version is seen at once; what has not changed is answered 304.
            response.setHeader("Cache-Control", "no-cache");
        }
        chain.doFilter(request, response);
    }
}
