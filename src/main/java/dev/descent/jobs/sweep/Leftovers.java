package dev.descent.jobs.sweep;

import dev.descent.jobs.sweep.Swept.Unknown;
import dev.descent.storage.ArtifactStore;
import dev.descent.storage.DirectoryStore;
import dev.descent.storage.Entry;
import dev.descent.storage.Listing;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes files that killed processes left: written, but no row of the database tells of them. Beside other processes only
 * those of some age, some at a time, and one process at a time.
 */
@Component
public class Leftovers implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    /** How many files or folders of each kind are looked at in a transaction. */
    private static final int BATCH = 500;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** Of the database, for this purpose alone. */
    public static final long LOCK = 7_308_332_045_361_213L;

    private final List<Round> rounds;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Duration age;
    private final Instant began;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "leftovers");
        thread.setDaemon(true);
        return thread;
    });

    Leftovers(
            List<Swept> kinds,
            ArtifactStore store,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Clock clock,
            @Value("${descent.leftovers-age}") Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("descent.leftovers-age must be positive but is " + age);
        }
        this.rounds = kinds.stream()
                .flatMap(kind -> Stream.concat(
                        Stream.of(new Round(kind, store, store.list(kind.folder(), kind.prefix()), false)),
                        // A copy that nobody needs says nothing about what it is a copy of.
                        store
                                .listCopies(kind.folder(), kind.prefix())
                                .map(copies -> new Round(kind, new DirectoryStore(), copies, true))
                                .stream()))
                .toList();
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.age = age;
        this.began = clock.instant();
    }

    /** Deletes all that was left before this process began; for one that knows that it is the only one. */
    public void deleteAll() {
        try {
            sweep(round -> round.isRemote() ? earlier(began, clock.instant().minus(age)) : began);
        } catch (RuntimeException e) {
            LOG.warn("Files of a killed process remain", e);
        }
    }

    /** Deletes what is old enough, from now on. */
    public void start() {
        long pause = Math.min(age.toMillis(), LONGEST_PAUSE.toMillis());
        var unused = sweeper.scheduleWithFixedDelay(this::step, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** The next files of each kind, unless another process looks at its next ones. */
    public void step() {
        try {
            Instant before = clock.instant().minus(age);
            rounds.forEach(round -> isOver(round, before));
        } catch (RuntimeException e) {
            LOG.warn("Files of killed processes cannot be looked for now; trying again: {}", e.getMessage());
        }
    }

    /** Whole rounds. */
    public void sweep(Instant before) {
        sweep(round -> before);
    }

    private void sweep(Function<Round, Instant> before) {
        List<Round> left = new ArrayList<>(rounds);
        while (!left.isEmpty()) {
            left.removeIf(round -> isOver(round, before.apply(round)));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * A part of a round: what the store has next, whether it is needed, and its deletion. No transaction waits for the store.
     *
     * @return whether the round has ended, or cannot go on
     */
    private synchronized boolean isOver(Round round, Instant before) {
        try {
            List<Entry> found = round.listing().next(BATCH);
            round.kind().prepare(before);
            List<Entry> plain = found.stream().filter(Leftovers::isPlain).toList();
            Optional<Unknown> unknown = transaction.execute(
                    status -> isMyTurn(round) ? Optional.of(round.kind().unknown(plain, before)) : Optional.empty());
            if (unknown == null || unknown.isEmpty()) {
                return true;
            }
            unknown.get().files().forEach(round.store()::delete);
            unknown.get().folders().forEach(round.store()::deleteAll);
            int deleted = unknown.get().files().size() + unknown.get().folders().size();
            if (deleted > 0) {
                LOG.info("Deleted {} leftovers in {}", deleted, round.kind().folder());
            }
            return found.size() < BATCH;
        } catch (UncheckedIOException e) {
            LOG.warn("Files of a killed process remain", e);
            return true;
        }
    }

    /** Objects may have names that lead out of their folder, which no file has: nobody here made them. */
    static boolean isPlain(Entry entry) {
        return Stream.concat(Stream.of(entry.name()), entry.files().stream().map(Entry.StoredFile::name))
                .flatMap(name -> Stream.of(name.split("/", -1)))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    /** Of what all share, one process looks at a time. A database without any job may be the wrong one: it would know nothing. */
    private boolean isMyTurn(Round round) {
        return jdbc.sql("select (? or pg_try_advisory_xact_lock(?)) and exists (select from job)")
                .params(round.ofCopies(), LOCK)
                .query(Boolean.class)
                .single();
    }

    /**
     * @param store that deletes
     * @param ofCopies whether these are copies on this machine, of what is kept elsewhere
     */
    private record Round(Swept kind, ArtifactStore store, Listing listing, boolean ofCopies) {
        /** Whether another clock than ours says how old its files are, to the second. */
        boolean isRemote() {
            return !ofCopies && store.listCopies(kind.folder(), kind.prefix()).isPresent();
        }
    }

    @Override
    public void destroy() {
        sweeper.shutdownNow();
    }
}
