package dev.descent.api.access;

import dev.descent.access.Identity;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A caller who has proven an identity. */
final class Login extends AbstractAuthenticationToken {
    private final transient Identity identity;

    Login(Identity identity) {
        super(Monitor.mayWatch(identity) ? List.of(new SimpleGrantedAuthority(Monitor.AUTHORITY)) : List.of());
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
