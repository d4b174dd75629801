package dev.descent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.TestDatabase;
import dev.descent.jobs.lifecycle.Attempts;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.jobs.queue.Dispatch;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.queue.WorkerSettings;
import dev.descent.jobs.queue.Workers;
import dev.descent.jobs.run.Execution;
import dev.descent.jobs.stream.Announcements;
import dev.descent.jobs.sweep.Leftovers;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What can be seen from outside of the thread that renews leases. */
class HeartbeatTest {
    private static final Duration LEASE = Duration.ofMillis(30);

    @TempDir
    private Path data;

    /** A queue whose database fails heartbeats, and then does not any more. */
    private static final class Faulty extends Queue {
        private volatile @Nullable Throwable failure;
        private final AtomicLong lastFailure = new AtomicLong();
        private final CompletableFuture<Long> firstTakeBack = new CompletableFuture<>();

        Faulty(TestNode node, Throwable failure) {
            super(
                    node.get(Lifecycle.class),
                    node.get(JdbcClient.class),
                    node.get(Attempts.class),
                    3,
                    Dispatch.LOCAL,
                    node.get(MeterRegistry.class));
            this.failure = failure;
        }

        @Override
        public List<Beat> beat(String worker, Duration lease, Collection<String> jobIds) {
            Throwable now = failure;
            if (now != null) {
                lastFailure.set(System.nanoTime());
                HeartbeatTest.<RuntimeException>sneak(now);
            }
            return super.beat(worker, lease, jobIds);
        }

        @Override
        public void takeBackExpired(List<String> held) {
            firstTakeBack.complete(System.nanoTime());
        }
    }

    @SuppressWarnings("unchecked") // Erasure lets any failure through.
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    private static Workers workers(TestNode node, Queue queue) {
        return new Workers(
                new WorkerSettings("w", 0, LEASE, Duration.ofSeconds(1), false, null),
                queue,
                node.get(Execution.class),
                node.get(Leftovers.class),
                node.get(Announcements.class));
    }

    @Test
    void anErrorEndsItForGoodWhichIsSeenAndAFailureDoesNot() {
        try (TestNode node = new TestNode.Setup(TestDatabase.migrated(), data).start()) {
            Workers dying = workers(node, new Faulty(node, new NoClassDefFoundError("gone")));
            Faulty away = new Faulty(node, new DataAccessResourceFailureException("away"));
            Workers troubled = workers(node, away);
            dying.start();
            troubled.start();
            await(() -> !dying.vitals().dead().isEmpty()
                    && troubled.vitals().sinceBeat().compareTo(LEASE.multipliedBy(5)) > 0);
            assertThat(dying.vitals().dead()).containsExactly("heartbeat");
            assertThat(troubled.vitals().dead()).isEmpty();

            // Others had no chance to renew their leases meanwhile: even who holds no job gives them a whole lease.
            assertThat(away.firstTakeBack).isNotDone();
            away.failure = null;
            await(away.firstTakeBack::isDone);
            assertThat(away.firstTakeBack.join() - away.lastFailure.get()).isGreaterThanOrEqualTo(LEASE.toNanos());
            await(() -> troubled.vitals().sinceBeat().compareTo(LEASE.multipliedBy(5)) < 0);

            dying.stop();
            troubled.stop();
            assertThat(dying.vitals().dead()).as("nothing should run any more").isEmpty();
        }
    }

    private static void await(BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TestNode.SECONDS);
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not seen in time").isLessThan(end);
        }
    }
}
