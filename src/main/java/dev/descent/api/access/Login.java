package dev.descent.api.access;

import dev.descent.access.Identity;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller who has proven an identity. */
final class Login extends AbstractAuthenticationToken {
    private final transient Identity identity;

    Login(Identity identity) {
        super(List.of());
        this.identity = identity;
        setAuthenticated(true);
    }

    Identity identity() {
        return identity;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return identity.name();
    }
}
