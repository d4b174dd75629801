package dev.descent.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.database.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * One process that serves, two that train, and one PostgreSQL, all of which are killed at random while clients submit
 * jobs. Afterwards every acknowledged job has ended exactly once, with the weights and the metrics of one that nobody
 * disturbed.
 */
final class Chaos implements AutoCloseable {
    private static final int KINDS = 4;
    private static final String SPEC = """
            {"dataset": "iris", "model": {"type": "mlp", "hidden": [16]}, "objective": "classification", "seed": %d,
             "duration": {"steps": 4000}, "checkpoints": {"every_steps": 250, "keep": 2}, "log_every_steps": 20}""";

    private final SplittableRandom random;
    private final EmbeddedServer database;
    private final Node serving;
    private final List<Node> working;
    private final Api api;
    private final ScheduledThreadPoolExecutor killer = new ScheduledThreadPoolExecutor(1);
    private final Map<String, Integer> kills = new LinkedHashMap<>();

    private Chaos(Path data, long seed) throws IOException {
        random = new SplittableRandom(seed);
        killer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        database = EmbeddedServer.start(data);
        serving = new Node("api", "api", freePort(), database, data);
        working = List.of(
                new Node("worker-1", "worker", freePort(), database, data),
                new Node("worker-2", "worker", freePort(), database, data));
        api = new Api(serving.port());
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
     * @param kills by what was killed
     */
    record Report(int jobs, int repeated, Map<String, Integer> kills) {}

    /** @throws AssertionError if anything is not as if nobody had been killed */
    static Report run(Path data, int jobs, Duration between, long seed) throws IOException {
        Files.createDirectories(data);
        try (Chaos chaos = new Chaos(data, seed)) {
            return chaos.run(jobs, between);
        }
    }

    private Report run(int jobs, Duration between) {
        serving.start();
        working.forEach(Node::start);
        for (Node worker : working) {
            assertThat(new Api(worker.port()).status("/v1/jobs"))
                    .as("a worker serves no API")
                    .isEqualTo(404);
        }
        List<Undisturbed> undisturbed = new ArrayList<>();
        for (int kind = 0; kind < KINDS; kind++) {
            String id = api.submit(SPEC.formatted(kind), "undisturbed-" + kind);
            JsonNode job = api.ended(id);
            assertThat(job.get("state").asString()).isEqualTo("succeeded");
            undisturbed.add(new Undisturbed(weights(job), series(id)));
        }
        killSoon(between);
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            acknowledged.add(api.submit(SPEC.formatted(i % KINDS), "job-" + i));
            if (i % KINDS == KINDS - 1) {
                // As many wait as there are kinds, so that the kills go on for as long as the jobs do.
                api.ended(acknowledged.get(i - KINDS + 1));
            }
        }
        acknowledged.forEach(api::ended);
        stopKilling();
        int repeated = 0;
        for (int i = 0; i < jobs; i++) {
            JsonNode job = api.ended(acknowledged.get(i));
            check(job, undisturbed.get(i % KINDS));
            repeated += job.get("attempt").intValue() > 1 ? 1 : 0;
        }
        assertThat(acknowledged).doesNotHaveDuplicates();
        assertThat(count("select count(*) from job")).isEqualTo(jobs + KINDS);
        assertThat(count("select count(*) from job where worker is not null or state <> 'succeeded'"))
                .isZero();
        assertThat(count("select count(*) from model")).isEqualTo(jobs + KINDS);
        return new Report(jobs, repeated, kills);
    }

    /** @param series of every metric, as the service answers it */
    private record Undisturbed(String weights, JsonNode series) {}

    private String weights(JsonNode job) {
        return api.get("/v1/models/" + job.get("model").asString())
                .at("/provenance/weights_digest")
                .asString();
    }

    private JsonNode series(String id) {
        return api.get("/v1/jobs/" + id + "/metrics?points=10000").get("series");
    }

    private void check(JsonNode job, Undisturbed expected) {
        String id = job.get("id").asString();
        assertThat(job.get("state").asString()).as("%s", job).isEqualTo("succeeded");
        assertThat(weights(job)).as("weights of %s", job).isEqualTo(expected.weights());
        assertThat(series(id)).as("metrics of %s", id).isEqualTo(expected.series());
        long number = 0;
        Set<String> measured = new HashSet<>();
        int ends = 0;
        for (JsonNode event : api.events(id)) {
            assertThat(event.get("seq").longValue())
                    .as("numbers of events of %s", id)
                    .isEqualTo(++number);
            JsonNode of = event.get("data");
            if (event.get("type").asString().equals("metrics")) {
                of.get("values")
                        .propertyNames()
                        .forEach(name -> assertThat(measured.add(name + of.get("step")))
                                .as("%s measured once by %s", event, id)
                                .isTrue());
            } else if (event.get("type").asString().equals("state")) {
                ends += of.get("state").asString().equals("succeeded") ? 1 : 0;
            }
        }
        assertThat(ends).as("ends of %s", id).isEqualTo(1);
    }

    private void killSoon(Duration between) {
        long millis = random.nextLong(between.toMillis() / 2, between.toMillis() * 3 / 2);
        Runnable next = () -> {
            killOne();
            if (!killer.isShutdown()) {
                killSoon(between);
            }
        };
        var unused = killer.schedule(next, millis, TimeUnit.MILLISECONDS);
    }

    private void killOne() {
        int lot = random.nextInt(10);
        if (lot < 6) {
            kill(working.get(lot % 2));
        } else if (lot < 8) {
            kill(serving);
        } else {
            crashDatabase();
        }
    }

    /** The next is killed when this one is there again: on a slow machine nobody would live long enough to work. */
    private void kill(Node node) {
        node.replace();
        kills.merge(node.toString(), 1, Integer::sum);
        new Api(node.port()).ready();
    }

    /** A PostgreSQL one of whose processes is killed takes down all others, and recovers what was committed. */
    private void crashDatabase() {
        Optional<ProcessHandle> process = backend().flatMap(ProcessHandle::of);
        if (process.isPresent() && process.get().destroyForcibly()) {
            kills.merge("postgresql", 1, Integer::sum);
        }
    }

    private Optional<Long> backend() {
        try {
            return Optional.of(query("select pid from pg_stat_activity where backend_type = 'client backend'"
                    + " and pid <> pg_backend_pid() order by pid limit 1"));
        } catch (SQLException e) {
            // It recovers from the last one.
            return Optional.empty();
        }
    }

    private long count(String sql) {
        try {
            return query(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private long query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl("postgres"), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void stopKilling() {
        killer.shutdown();
        try {
            assertThat(killer.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        stopKilling();
        working.forEach(Node::close);
        serving.close();
        database.close();
    }

    /** Minutes are what they take: {@code 400 jobs, 5 seconds} between two kills on average. */
    public static void main(String[] arguments) throws IOException {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
        long seconds = arguments.length > 1 ? Long.parseLong(arguments[1]) : 5;
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        long start = System.nanoTime();
        Report report = run(Files.createTempDirectory("chaos"), jobs, Duration.ofSeconds(seconds), seed);
        System.out.printf("%s in %.0f s%n", report, (System.nanoTime() - start) * 1e-9);
    }
}
