package dev.descent.ledger;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.UnknownEvent;
import dev.descent.spec.InvalidOptions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What jobs take from ledgers, from their submission to their end.
 *
 * <p>{@link #reserve}, then {@link #begin}, {@link #charge} and {@link #letGo} for every worker that has the job, then
 * {@link #settle}. Every call belongs into a transaction of the caller's, which also proves that the caller may speak for
 * the job; the job's row is locked before the ledger's. Without a budget all is recorded and nothing is refused, so that
 * a budget that is set later knows what was spent before.
 */
@Component
public class Reservations {
    private final JdbcClient jdbc;
    private final Ledgers ledgers;
    private final Totals totals;
    private final History history;
    private final LedgerMeters meters;
    private final Clock clock;

    Reservations(JdbcClient jdbc, Ledgers ledgers, Totals totals, History history, LedgerMeters meters, Clock clock) {
        this.jdbc = jdbc;
        this.ledgers = ledgers;
        this.totals = totals;
        this.history = history;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Sets aside what all steps of a job cost.
     *
     * @param content that it trains on
     * @throws BudgetExhausted if the budget does not cover it
     * @throws InvalidOptions at {@code /mechanism} if the filter cannot price it, or if it is about other neighbours than
     *     the jobs before
     */
    public void reserve(String jobId, ProjectContent content, Cost cost) {
        meters.watch(() -> setAside(jobId, content, cost));
    }

    private void setAside(String jobId, ProjectContent content, Cost cost) {
        Ledger ledger = ledgers.open(content);
        BigDecimal price = null;
        if (ledger.budget().isPresent()) {
            Budget budget = ledger.budget().get();
            requireOneRelation(totals.relations(ledger), cost.event(), "/mechanism");
            price = price(cost.event(), budget);
            admit(ledger, budget, price, cost.events(), cost.stepsPerEvent());
        }
        long steps = cost.events() * cost.stepsPerEvent();
        totals.reserve(ledger, cost.event(), price, cost.events());
        jdbc.sql("""
                        insert into ledger_reservation (job_id, ledger_id, event, delta, budgeted, steps_per_event,
                            planned_steps, reserved_steps) values (?, ?, ?, ?, ?, ?, ?, ?)""")
                .params(
                        jobId,
                        ledger.id(),
                        EventJson.text(cost.event()),
                        cost.delta(),
                        price != null,
                        cost.stepsPerEvent(),
                        steps,
                        steps)
                .update();
        history.append(ledger, LedgerEntry.reserved(jobId, cost));
    }

    /** Sums of divergences bound what all jobs did to neighbours of one kind. */
    static void requireOneRelation(Set<String> relations, PrivacyEvent event, String pointer) {
        String own = Totals.relations(event);
        if (!relations.isEmpty() && !relations.equals(Set.of(own))) {
            throw new InvalidOptions(
                    pointer,
                    "conflict",
                    "protects neighbours of the kind " + own + ", but the budget is spent on "
                            + String.join(", ", relations) + ": guarantees of different kinds do not add up");
        }
    }

    static BigDecimal price(PrivacyEvent event, Budget budget) {
        try {
            return Price.of(event, budget.order());
        } catch (UnknownEvent e) {
            throw new InvalidOptions(
                    "/mechanism", "conflict", "cannot be admitted by the budget's filter: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new InvalidOptions(
                    "/mechanism",
                    "conflict",
                    "does not protect enough to be admitted by the budget's filter: " + e.getMessage());
        }
    }

    private void admit(Ledger ledger, Budget budget, BigDecimal price, long events, long stepsPerEvent) {
        BigDecimal cost = price.multiply(BigDecimal.valueOf(events));
        BigDecimal remaining = ledger.remaining(budget);
        if (cost.compareTo(remaining) > 0) {
            BigDecimal fitting = remaining.divideToIntegralValue(price).multiply(BigDecimal.valueOf(stepsPerEvent));
            throw new BudgetExhausted(events * stepsPerEvent + " steps cost " + decimal(cost)
                    + " of Rényi divergence at order "
                    + budget.order() + ", and " + decimal(remaining) + " of " + decimal(budget.capacity())
                    + " remain, enough for " + fitting.toPlainString().replaceFirst("\\..*", "") + " such steps");
        }
        ledgers.add(ledger, BigDecimal.ZERO, cost);
    }

    static String decimal(BigDecimal number) {
        return number.setScale(6, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    /**
     * A worker takes a job up. Steps that were charged before and may run again are reserved again, unless the worker
     * before let go at just this step. Where an event covers several steps and one of them may run again, with fresh noise
     * on the same data, the whole event is reserved again.
     *
     * @param step the first that it will take
     * @return the attempt: a new number whenever steps are repeated; empty if the job has reserved nothing
     * @throws BudgetExhausted if the budget does not cover what is repeated
     */
    public OptionalInt begin(String jobId, long step) {
        return meters.watch(() -> takeUp(jobId, step));
    }

    private OptionalInt takeUp(String jobId, long step) {
        Optional<Ledger> locked = ledgers.lockOf(jobId);
        if (locked.isEmpty()) {
            return OptionalInt.empty();
        }
        Ledger ledger = locked.get();
        Reservation reservation = open(jobId);
        long repeated = reservation.repeatedFrom(step);
        int attempt = reservation.attempt();
        if (repeated > 0) {
            attempt++;
            if (ledger.budget().isPresent()) {
                BigDecimal price = totals.price(ledger, reservation.event());
                admit(ledger, ledger.budget().get(), price, reservation.events(repeated), reservation.stepsPerEvent());
            }
            repeat(ledger, reservation, repeated);
        }
        jdbc.sql("""
                        update ledger_reservation set attempt = ?, charged_to = charged_to - ?,
                            reserved_steps = reserved_steps + ?, clean_step = null where job_id = ?""").params(attempt, repeated, repeated, jobId).update();
        return OptionalInt.of(attempt);
    }

    private void repeat(Ledger ledger, Reservation reservation, long steps) {
        totals.addReserved(ledger, reservation.event(), reservation.events(steps));
        history.append(
                ledger,
                LedgerEntry.steps(
                        LedgerEntry.Type.RESERVED,
                        reservation,
                        steps,
                        "run again with fresh noise after a worker vanished"));
    }

    /**
     * Charges a step with all that its event covers, and a block of those that follow it. What a killed process leaves
     * charged and not taken stays charged.
     *
     * @param step counted from 0; its data may be touched when the transaction is committed
     * @return the first step that is not charged
     */
    public long charge(String jobId, long step) {
        Ledger ledger = ledgers.lockOf(jobId).orElseThrow(() -> new IllegalStateException(jobId + " reserved nothing"));
        Reservation reservation = open(jobId);
        if (step >= reservation.plannedSteps()) {
            throw new IllegalStateException(jobId + " reserved " + reservation.plannedSteps()
                    + " steps and wants to take" + " step " + step + ", counted from 0");
        }
        long to = reservation.chargeTo(step);
        long steps = to - reservation.chargedTo();
        if (steps > 0) {
            long events = reservation.events(steps);
            BigDecimal cost = totals.price(ledger, reservation.event()).multiply(BigDecimal.valueOf(events));
            ledgers.add(ledger, cost, cost.negate());
            totals.release(ledger, reservation.event(), events, events);
            jdbc.sql("update ledger_reservation set charged_steps = charged_steps + ?, charged_to = ? where job_id = ?")
                    .params(steps, to, jobId)
                    .update();
            history.append(ledger, LedgerEntry.steps(LedgerEntry.Type.CHARGED, reservation, steps, null));
        }
        return to;
    }

    /**
     * A worker lets go of a job whose whole state it has kept: a run that goes on from there repeats nothing.
     *
     * @param step the first that it has not begun
     */
    public void letGo(String jobId, long step) {
        jdbc.sql("update ledger_reservation set clean_step = ? where job_id = ?")
                .params(step, jobId)
                .update();
    }

    /** The job has ended: what was not charged is released. Does nothing for a job that reserved nothing. */
    public void settle(String jobId) {
        Optional<Ledger> locked = ledgers.lockOf(jobId);
        if (locked.isEmpty()) {
            return;
        }
        Ledger ledger = locked.get();
        Reservation reservation = open(jobId);
        long rest = reservation.unchargedSteps();
        long events = reservation.events(rest);
        BigDecimal value = totals.price(ledger, reservation.event()).multiply(BigDecimal.valueOf(events));
        ledgers.add(ledger, BigDecimal.ZERO, value.negate());
        totals.release(ledger, reservation.event(), events, 0);
        jdbc.sql("update ledger_reservation set settled_at = ? where job_id = ?")
                .params(Timestamp.from(clock.instant()), jobId)
                .update();
        history.append(ledger, LedgerEntry.steps(LedgerEntry.Type.SETTLED, reservation, rest, null));
    }

    private Reservation open(String jobId) {
        Reservation reservation = jdbc.sql("select * from ledger_reservation where job_id = ?")
                .param(jobId)
                .query(Reservation::read)
                .single();
        if (reservation.settled()) {
            throw new IllegalStateException(jobId + " has ended and been settled");
        }
        return reservation;
    }

    /** Forgets a settled job; the history does not. */
    public void forget(String jobId) {
        jdbc.sql("delete from ledger_reservation where job_id = ? and settled_at is not null")
                .param(jobId)
                .update();
    }

    /** The accounts of those of these jobs that are private. */
    public Map<String, JobAccount> accounts(Collection<String> jobIds) {
        Map<String, JobAccount> accounts = new HashMap<>();
        jdbc.sql("select * from ledger_reservation where job_id = any(?)")
                .param(jobIds.toArray(new String[0]))
                .query(row -> {
                    accounts.put(
                            row.getString("job_id"),
                            new JobAccount(
                                    EventJson.parse(row.getString("event")),
                                    row.getLong("steps_per_event"),
                                    row.getDouble("delta"),
                                    row.getBoolean("budgeted"),
                                    row.getLong("reserved_steps"),
                                    row.getLong("charged_steps"),
                                    row.getTimestamp("settled_at") != null));
                });
        return accounts;
    }
}
