package dev.descent.api.access;

import dev.descent.access.ApiKeys;
import dev.descent.access.Caller;
import dev.descent.access.Identity;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Whether a caller who was let in would still be: for answers that go on for hours. */
@Component
public class Standing {
    private final ApiKeys keys;

    Standing(ApiKeys keys) {
        this.keys = keys;
    }

    /** Whether the caller's key has not been revoked; while the database is away, it counts as not revoked. */
    public boolean holds(Caller caller) {
        try {
            return caller.kind() != Identity.Kind.API_KEY || keys.isValid(caller.name());
        } catch (DataAccessException | TransactionException e) {
            return true;
        }
    }
}
