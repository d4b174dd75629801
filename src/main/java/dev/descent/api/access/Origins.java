package dev.descent.api.access;

import dev.descent.access.AuditEntry.Origin;
import dev.descent.api.errors.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Where requests come from. */
final class Origins {
    private Origins() {}

    static Origin of(HttpServletRequest request) {
        return new Origin(request.getRemoteAddr(), RequestId.of(request));
    }

    /** Of the request that this thread serves. */
    static Origin current() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : new Origin(null, null);
    }
}
