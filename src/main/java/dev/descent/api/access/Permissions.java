package dev.descent.api.access;

import dev.descent.access.Role;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.method.HandlerMethod;

/** Which role a call needs. */
public final class Permissions {
    private Permissions() {}

    public static Role required(HandlerMethod method) {
        Requires own = method.getMethodAnnotation(Requires.class);
        if (own == null) {
            own = AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), Requires.class);
        }
        if (own != null) {
            return own.value();
        }
        return method.hasMethodAnnotation(GetMapping.class) ? Role.VIEWER : Role.SUBMITTER;
    }
}
