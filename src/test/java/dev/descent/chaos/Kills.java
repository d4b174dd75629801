package dev.descent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kills one process after the other, at random times: first one of each kind, then at random. */
final class Kills {
    private enum Kind {
        WORKER(5),
        POSTMASTER(1),
        API(2),
        BACKEND(2),
        BUCKET(2);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private final SplittableRandom random;
    private final Node serving;
    private final List<Node> working;
    private final Database database;
    private final Artifacts artifacts;
    private final List<Kind> kinds;
    private final ScheduledThreadPoolExecutor killer = new ScheduledThreadPoolExecutor(1);
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    /** By the id of the process. */
    private final Map<Long, Instant> times = new ConcurrentHashMap<>();

    private volatile @Nullable Throwable failure;

    Kills(long seed, Node serving, List<Node> working, Database database, Artifacts artifacts) {
        this.random = new SplittableRandom(seed);
        this.serving = serving;
        this.working = working;
        this.database = database;
        this.artifacts = artifacts;
        this.kinds = Stream.of(Kind.values())
                .filter(kind -> kind != Kind.BUCKET || !artifacts.environment().isEmpty())
                .toList();
        killer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void begin(Duration between) {
        long millis = random.nextLong(between.toMillis() / 2, between.toMillis() * 3 / 2);
        Runnable next = () -> {
            try {
                kill(next());
            } catch (RuntimeException | AssertionError e) {
                failure = e;
            }
            if (!killer.isShutdown()) {
                begin(between);
            }
        };
        var unused = killer.schedule(next, millis, TimeUnit.MILLISECONDS);
    }

    private Kind next() {
        if (counts.size() < kinds.size()) {
            return kinds.get(counts.size());
        }
        int lot = random.nextInt(kinds.stream().mapToInt(kind -> kind.weight).sum());
        int kind = 0;
        for (; lot >= kinds.get(kind).weight; kind++) {
            lot -= kinds.get(kind).weight;
        }
        return kinds.get(kind);
    }

    private void kill(Kind kind) {
        boolean killed = switch (kind) {
            case WORKER -> replace(working.get(random.nextInt(working.size())));
            case API -> replace(serving);
            case BACKEND -> database.killBackend();
            case POSTMASTER -> {
                database.killPostmaster();
                yield true;
            }
            case BUCKET -> artifacts.killBucket();
        };
        if (killed) {
            counts.merge(kind.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
    }

    /** The next is killed when this one is there again: on a slow machine nobody would live long enough to work. */
    private boolean replace(Node node) {
        times.put(node.pid(), Instant.now());
        node.replace();
        new Api(node.port()).ready();
        return true;
    }

    /** When this process was killed, if it was. */
    Optional<Instant> time(long pid) {
        return Optional.ofNullable(times.get(pid));
    }

    /** Whether one of each kind has been killed, or none will be any more. */
    boolean isThrough() {
        return counts.size() == kinds.size() || failure != null;
    }

    Map<String, Integer> counts() {
        return counts;
    }

    void end() {
        killer.shutdown();
        try {
            assertThat(killer.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        assertThat(failure).isNull();
    }
}
