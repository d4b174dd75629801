package dev.descent.api.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How callers prove who they are.
 *
 * @param operatorKey the bearer token of operators; null if there is none
 * @param issuer of the tokens of an OpenID provider; null if there is none
 * @param rolesClaim the claim of such a token that lists roles
 */
@Component
public record AccessSettings(
        @Nullable String operatorKey, @Nullable String issuer, String rolesClaim) {
    /** Of a key that nobody guesses. */
    static final int SHORTEST = 32;

    /** The role of processes that serve nothing but their health. */
    private static final String ONLY_HEALTH = "worker";

    public AccessSettings {
        if (operatorKey != null && operatorKey.length() < SHORTEST) {
            throw new AccessRefused(
                    "descent.operator-key has " + operatorKey.length() + " characters; it must have at least "
                            + SHORTEST + ", as whoever guesses it may do everything.",
                    "Make one with: openssl rand -hex 32");
        }
    }

    @Autowired
    AccessSettings(
            @Value("${descent.operator-key:}") String operatorKey,
            @Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri:}") String issuer,
            @Value("${descent.oidc.roles-claim}") String rolesClaim,
            @Value("${server.address:#{null}}") @Nullable InetAddress address,
            @Value("${descent.role}") String role) {
        this(operatorKey.isBlank() ? null : operatorKey, issuer.isBlank() ? null : issuer, rolesClaim);
        boolean reachable = address == null || !address.isLoopbackAddress();
        if (reachable && !hasLogin() && !role.equalsIgnoreCase(ONLY_HEALTH)) {
            throw new AccessRefused(
                    "Descent would listen on "
                            + (address == null ? "every address of this machine" : address.getHostAddress())
                            + " and let everybody in.",
                    "Set descent.operator-key (openssl rand -hex 32), in the environment DESCENT_OPERATOR_KEY, or"
                            + " spring.security.oauth2.resourceserver.jwt.issuer-uri so that callers must prove who they"
                            + " are, or leave server.address at 127.0.0.1.");
        }
    }

    /** Whether callers must prove who they are. */
    public boolean hasLogin() {
        return operatorKey != null || issuer != null;
    }
}
