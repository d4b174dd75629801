package dev.descent.api.access;

import org.springframework.security.core.AuthenticationException;

/** Thrown when the OpenID provider, whose keys a token must be checked with, cannot be reached. */
final class ProviderUnavailable extends AuthenticationException {
    ProviderUnavailable(Throwable cause) {
        super("the OpenID provider cannot be reached", cause);
    }
}
