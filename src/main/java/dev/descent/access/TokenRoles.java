package dev.descent.access;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The roles that a token of an OpenID provider carries: a claim that lists {@code project:role}, with {@code *} for all
 * projects, such as {@code ["vision:submitter", "speech:viewer"]} or {@code ["*:operator"]}.
 *
 * <p>What has another form is somebody else's and is passed over. Of several roles in one project the greatest counts.
 */
public final class TokenRoles {
    private static final String ALL = "*";

    private static final Map<String, Role> ROLES = new LinkedHashMap<>();

    static {
        for (Role role : Role.values()) {
            ROLES.put(role.name().toLowerCase(Locale.ROOT), role);
        }
    }

    private TokenRoles() {}

    /** The identity that a token gives its subject. */
    public static Identity identity(String subject, @Nullable Object claim) {
        Map<String, Role> roles = new LinkedHashMap<>();
        Role everywhere = null;
        for (Object element : claim instanceof Collection<?> list ? list : List.of()) {
            String text = String.valueOf(element);
            int colon = text.lastIndexOf(':');
            Optional<Role> role = Optional.ofNullable(ROLES.get(text.substring(colon + 1)));
            if (colon > 0 && role.isPresent()) {
                String project = text.substring(0, colon);
                if (project.equals(ALL)) {
                    everywhere = greater(everywhere, role.get());
                } else if (role.get() != Role.OPERATOR) {
                    roles.merge(project, role.get(), TokenRoles::greater);
                }
            }
        }
        return new Identity(Identity.Kind.TOKEN, subject, everywhere, roles);
    }

    private static Role greater(@Nullable Role one, Role other) {
        return one != null && one.includes(other) ? one : other;
    }
}
