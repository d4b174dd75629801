package dev.descent.api.access;

import dev.descent.access.AuditLog;
import dev.descent.access.Caller;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Does what administrators ask for: each act is done and written into the audit log, or neither. */
@Component
public class AdministrativeActs {
    private final AuditLog log;
    private final TransactionTemplate transaction;

    AdministrativeActs(AuditLog log, TransactionTemplate transaction) {
        this.log = log;
        this.transaction = transaction;
    }

    /** @param object the id of what the act is about, from its result */
    public <T> T perform(
            Caller caller, String action, @Nullable String detail, Supplier<T> act, Function<T, String> object) {
        return Objects.requireNonNull(transaction.execute(status -> {
            T result = act.get();
            log.done(caller, action, object.apply(result), detail, Origins.current());
            return result;
        }));
    }

    /** The same, of what has no result. */
    public void perform(Caller caller, String action, String object, Runnable act) {
        perform(
                caller,
                action,
                null,
                () -> {
                    act.run();
                    return object;
                },
                done -> done);
    }
}
