package dev.descent.access;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An API key as it is asked for. */
public record ApiKeyRequest(
        @Option(value = "What it is for.", minSize = 1, maxSize = 100)
        String name,

        @Option("What it may do: viewer, submitter or admin.")
        Role role,

        @Option("How long it is valid, as an ISO 8601 duration. Null: until it is revoked.") @Nullable
        Duration validFor) {
    public ApiKeyRequest {
        Options.check(ApiKeyRequest.class, name, role, validFor);
        if (role == Role.OPERATOR) {
            throw new InvalidOptions(
                    "/role",
                    "out_of_bounds",
                    "must be viewer, submitter or admin: operators have the key of descent.operator-key, or a token");
        }
        if (validFor != null && (validFor.isNegative() || validFor.isZero())) {
            throw new InvalidOptions("/valid_for", "out_of_bounds", "must be longer than nothing but is " + validFor);
        }
    }

    public ApiKeyRequest(String name, Role role) {
        this(name, role, null);
    }
}
