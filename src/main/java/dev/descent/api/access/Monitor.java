package dev.descent.api.access;

import dev.descent.access.Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Who may read the figures of the whole service and what ails it: who has a role in all projects, or this key.
 *
 * @param key the bearer token of whoever collects metrics, who may do nothing else; null if there is none
 */
@Component
record Monitor(@Nullable String key) {
    /** Of logins that may. */
    static final String AUTHORITY = "monitor";

    Monitor {
        if (key != null && key.length() < AccessSettings.SHORTEST) {
            throw new AccessRefused(
                    "descent.metrics-key has " + key.length() + " characters; it must have at least "
                            + AccessSettings.SHORTEST + ".",
                    "Make one with: openssl rand -hex 32");
        }
    }

    @Autowired
    Monitor(@Value("${descent.metrics-key:}") Optional<String> key) {
        this(key.filter(text -> !text.isBlank()).orElse(null));
    }

    /** In a time that does not tell how much of it is right. */
    Optional<Identity> identify(String token) {
        return key != null
                        && MessageDigest.isEqual(
                                token.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8))
                ? Optional.of(new Identity(Identity.Kind.METRICS_KEY, "metrics", null, Map.of()))
                : Optional.empty();
    }

    static boolean mayWatch(Identity identity) {
        return identity.everywhere() != null || identity.kind() == Identity.Kind.METRICS_KEY;
    }
}
