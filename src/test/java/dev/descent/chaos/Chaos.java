package dev.descent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One process that serves, two that train, and one PostgreSQL, all of which are killed at random while clients submit
 * jobs and upload data sets. Afterwards every acknowledged job has ended exactly once, with one history of its metrics, and
 * with the weights and metrics of one that nobody disturbed, unless it is private: then its noise is fresh, and paid.
 */
final class Chaos implements AutoCloseable {
    /** Of specs; the last one is private. */
    private static final int KINDS = 4;

    private static final String SPEC = """
            {"dataset": "iris", "model": {"type": "mlp", "hidden": [16]}, "objective": "classification", "seed": %d,
             "duration": {"steps": 4000}, "checkpoints": {"every_steps": 250, "keep": 2}, "log_every_steps": 20}""";
    private static final String PRIVATE_SPEC = """
            {"dataset": "two_moons?rows=200&seed=1", "model": "linear", "objective": "classification",
             "preprocessing": {"numeric": "none"}, "duration": {"steps": 3000}, "checkpoints": {"every_steps": 250, "keep": 2}, "log_every_steps": 20,
             "sampler": {"type": "poisson", "batch_size": 16, "rate": 0.08}, "evaluation": {"validation_fraction": 0},
             "mechanism": {"type": "dp_sgd", "noise_multiplier": 20}}""";
    private static final String BUDGET = "{\"epsilon\": 1000, \"delta\": 1e-5, \"order\": 2}";

    private final Artifacts artifacts;
    private final Database database;
    private final Node serving;
    private final List<Node> working;
    private final Api api;
    private final Kills kills;
    private final Aftermath aftermath;

    private Chaos(Path data, Artifacts artifacts, long seed) throws IOException {
        this.artifacts = artifacts;
        database = new Database(data);
        serving = new Node("api", "api", freePort(), database, artifacts);
        working = List.of(
                new Node("worker-1", "worker", freePort(), database, artifacts),
                new Node("worker-2", "worker", freePort(), database, artifacts));
        api = new Api(serving.port());
        kills = new Kills(seed, serving, working, database, artifacts);
        aftermath = new Aftermath(database, artifacts);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * What happened.
     *
     * @param jobs how many ended as they should
     * @param repeated how many of them were begun more than once
     * @param withdrawals how often a private one took back what it had measured
     * @param kills by what was killed
     * @param takeovers how long jobs waited from the kill of their worker to the next one, from the shortest to the longest
     */
    record Report(int jobs, int repeated, int withdrawals, Map<String, Integer> kills, List<Duration> takeovers) {}

    /**
     * @param jobs as many at least, and more until one of each kind has been killed
     * @throws AssertionError if anything is not as if nobody had been killed
     */
    static Report run(Path data, int jobs, Duration between, long seed) throws IOException {
        return run(data, Artifacts.inDirectory(data), jobs, between, seed);
    }

    private static Report run(Path data, Artifacts artifacts, int jobs, Duration between, long seed)
            throws IOException {
        Files.createDirectories(data);
        try (Chaos chaos = new Chaos(data, artifacts, seed)) {
            return chaos.run(jobs, between);
        }
    }

    private static boolean isPrivate(int job) {
        return job % KINDS == KINDS - 1;
    }

    private static String spec(int job) {
        return isPrivate(job) ? PRIVATE_SPEC : SPEC.formatted(job % KINDS);
    }

    private Report run(int jobs, Duration between) {
        serving.start();
        working.forEach(Node::start);
        for (Node worker : working) {
            assertThat(new Api(worker.port()).status("/v1/jobs"))
                    .as("a worker serves no API")
                    .isEqualTo(404);
        }
        api.put("/v1/datasets/two_moons%3Frows=200&seed=1/privacy-budget", BUDGET);
        List<Story> undisturbed = new ArrayList<>();
        for (int kind = 0; kind < KINDS; kind++) {
            String id = api.submit(spec(kind), "undisturbed-" + kind);
            api.ended(id);
            undisturbed.add(new Story(api, id));
        }
        kills.begin(between);
        List<String> acknowledged = new ArrayList<>();
        List<String> uploaded = new ArrayList<>();
        for (int i = 0; i < jobs || !kills.isThrough(); i++) {
            acknowledged.add(api.submit(spec(i), "job-" + i));
            if (i % KINDS == KINDS - 1) {
                uploaded.add(api.upload("set-" + i, "x,y\n" + (i + ",a\n" + i + ",b\n").repeat(10), "set-" + i));
                // As many wait as there are kinds, so that the kills go on for as long as the jobs do.
                api.ended(acknowledged.get(i - KINDS + 1));
            }
        }
        acknowledged.forEach(api::ended);
        kills.end();
        assertThat(acknowledged).doesNotHaveDuplicates();
        assertThat(uploaded).doesNotHaveDuplicates();
        assertThat(database.texts("select id from dataset where name like 'set-%'"))
                .as("data sets, each stored once")
                .containsExactlyInAnyOrderElementsOf(uploaded);
        int repeated = 0;
        int withdrawals = 0;
        List<Duration> takeovers = new ArrayList<>();
        for (int i = 0; i < acknowledged.size(); i++) {
            Story story = new Story(api, acknowledged.get(i));
            if (!isPrivate(i)) {
                story.requireSame(undisturbed.get(i % KINDS));
            }
            repeated += story.attempts().size() > 1 ? 1 : 0;
            withdrawals += story.withdrawals();
            takeovers.addAll(takeovers(story.attempts()));
        }
        takeovers.sort(null);
        aftermath.check(acknowledged.size() + KINDS);
        return new Report(acknowledged.size(), repeated, withdrawals, kills.counts(), takeovers);
    }

    /** @param attempts newest first */
    private List<Duration> takeovers(List<JsonNode> attempts) {
        List<Duration> takeovers = new ArrayList<>();
        for (int i = 1; i < attempts.size(); i++) {
            Instant next = Instant.parse(attempts.get(i - 1).get("started_at").asString());
            kills.time(pid(attempts.get(i).get("worker").asString()))
                    .filter(kill -> kill.isBefore(next))
                    .ifPresent(kill -> takeovers.add(Duration.between(kill, next)));
        }
        return takeovers;
    }

    /** A worker's name ends with the id of its process and something random. */
    private static long pid(String worker) {
        String[] parts = worker.split("-");
        return Long.parseLong(parts[parts.length - 2]);
    }

    @Override
    public void close() throws IOException {
        kills.end();
        working.forEach(Node::close);
        serving.close();
        database.close();
        artifacts.close();
    }

    /**
     * Minutes are what they take: {@code 400 jobs, 5 seconds} between two kills on average, a seed, and {@code bucket} if
     * files are kept in one, which goes away as well.
     */
    public static void main(String[] arguments) throws IOException {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        long start = System.nanoTime();
        boolean inBucket = arguments.length > 3 && arguments[3].equals("bucket");
        Path data = Files.createTempDirectory("chaos");
        Artifacts artifacts = inBucket ? Artifacts.inBucket(data) : Artifacts.inDirectory(data);
        Report report = run(data, artifacts, jobs, Duration.ofSeconds(seconds), seed);
        List<Duration> takeovers = report.takeovers();
        System.out.printf("%s in %.0f s%n", report, (System.nanoTime() - start) * 1e-9);
        if (!takeovers.isEmpty()) {
            System.out.printf(
                    "from a kill to the next worker: median %s, longest %s%n",
                    takeovers.get(takeovers.size() / 2), takeovers.get(takeovers.size() - 1));
        }
    }
}
