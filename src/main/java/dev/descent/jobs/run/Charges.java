package dev.descent.jobs.run;

import dev.descent.jobs.JobSpec;
import dev.descent.jobs.lifecycle.Hold;
import dev.descent.jobs.lifecycle.LeaseLost;
import dev.descent.jobs.lifecycle.SecretKeys;
import dev.descent.ledger.ProjectContent;
import dev.descent.ledger.Reservations;
import dev.descent.ledger.UnprotectedJob;
import dev.descent.ledger.UnprotectedUse;
import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What a worker settles with the privacy ledger while it trains. Every write is fenced. */
@Component
class Charges {
    private final Journal journal;
    private final Reservations reservations;
    private final UnprotectedUse unprotected;
    private final SecretKeys keys;
    private final TransactionTemplate transaction;

    Charges(
            Journal journal,
            Reservations reservations,
            UnprotectedUse unprotected,
            SecretKeys keys,
            TransactionTemplate transaction) {
        this.journal = journal;
        this.reservations = reservations;
        this.unprotected = unprotected;
        this.keys = keys;
        this.transaction = transaction;
    }

    /**
     * Before the data are trained on.
     *
     * @param step the first that will be taken
     * @return the randomness of a private job: fresh for every step that may have been run before
     * @throws LeaseLost if the worker does not hold the job any more
     * @throws dev.descent.ledger.BudgetExhausted if steps must be repeated and cannot be paid
     * @throws UnprotectedJob if the data got a budget after the job was submitted
     * @throws dev.descent.spec.InvalidOptions if data that they are compared with got one
     */
    Optional<SecretRandomness> begin(Claim claim, JobSpec spec, TrainingRun run, long step) {
        Hold hold = claim.hold();
        return Objects.requireNonNull(transaction.execute(status -> {
            journal.fence(hold);
            OptionalInt attempt = reservations.begin(hold.jobId(), step);
            if (attempt.isPresent()) {
                return Optional.of(new SecretRandomness(keys.of(hold.jobId()), attempt.getAsInt()));
            }
            if (spec.training().isPrivate()) {
                throw new IllegalStateException(hold.jobId() + " is private and has reserved nothing");
            }
            unprotected.begin(
                    hold.jobId(),
                    new ProjectContent(claim.project(), run.fingerprint()),
                    spec.acknowledgeUnprotected());
            run.targetFingerprints()
                    .forEach((pointer, target) ->
                            beginWithTarget(hold, pointer, new ProjectContent(claim.project(), target)));
            return Optional.empty();
        }));
    }

    /** What a job acknowledges is the budget of its own data. */
    private void beginWithTarget(Hold hold, String pointer, ProjectContent target) {
        try {
            unprotected.begin(hold.jobId(), target, false);
        } catch (UnprotectedJob e) {
            InvalidOptions refusal = Targets.hasBudget(pointer);
            refusal.initCause(e);
            throw refusal;
        }
    }

    /**
     * Before a step looks at the data.
     *
     * @return the first step that is not paid
     * @throws LeaseLost if the worker does not hold the job any more
     */
    long charge(Hold hold, long step) {
        return Objects.requireNonNull(transaction.execute(status -> {
            journal.fence(hold);
            return reservations.charge(hold.jobId(), step);
        }));
    }
}
