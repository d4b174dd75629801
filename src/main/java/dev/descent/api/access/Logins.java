package dev.descent.api.access;

import dev.descent.access.ApiKeys;
import dev.descent.access.Identity;
import dev.descent.access.TokenRoles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Checks bearer tokens: API keys, the operator key, and tokens of an OpenID provider. */
@Component
class Logins implements AuthenticationManager {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final AccessSettings settings;
    private final Monitor monitor;
    private final ApiKeys keys;
    private final ObjectProvider<JwtDecoder> decoder;

    Logins(AccessSettings settings, Monitor monitor, ApiKeys keys, ObjectProvider<JwtDecoder> decoder) {
        this.settings = settings;
        this.monitor = monitor;
        this.keys = keys;
        this.decoder = decoder;
    }

    @Override
    public Authentication authenticate(Authentication asked) {
        String token = ((BearerTokenAuthenticationToken) asked).getToken();
        if (isOperatorKey(token)) {
            return new Login(Identity.operator());
        }
        Optional<Identity> watcher = monitor.identify(token);
        if (watcher.isPresent()) {
            return new Login(watcher.get());
        }
        if (token.startsWith(ApiKeys.PREFIX)) {
            return keys.authenticate(token)
                    .map(key -> new Login(key.identity()))
                    .orElseThrow(() -> new InvalidBearerTokenException(
                            "This API key is not known: it was revoked, has expired, or never was."));
        }
        JwtDecoder jwt = decoder.getIfAvailable();
        if (jwt == null) {
            throw new InvalidBearerTokenException("This token is no API key of this server.");
        }
        return new Login(identity(jwt, token));
    }

    private Identity identity(JwtDecoder jwt, String token) {
        try {
            Jwt claims = jwt.decode(token);
            @Nullable Object roles = claims.getClaims().get(settings.rolesClaim());
            return TokenRoles.identity(Objects.requireNonNullElse(claims.getSubject(), "unnamed"), roles);
        } catch (BadJwtException e) {
            throw new InvalidBearerTokenException("The token is not valid: " + e.getMessage());
        } catch (JwtException | JwtDecoderInitializationException e) {
            LOG.warn("A token cannot be checked: {}", e.getMessage());
            throw new ProviderUnavailable(e);
        }
    }

    /** In a time that does not tell how much of it is right. */
    private boolean isOperatorKey(String token) {
        String key = settings.operatorKey();
        return key != null
                && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    }
}
