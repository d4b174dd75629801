package dev.descent.benchmarks.load;

import static dev.descent.projects.ProjectId.DEFAULT;

import dev.descent.jobs.Jobs;
import java.util.Random;

/**
 * What one process of the service bears, over HTTP on loopback, with its embedded PostgreSQL in a fresh directory; clients
 * run in the same process.
 *
 * <p>{@code ./mvnw test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=dev.descent.benchmarks.load.LoadBenchmark}, some ten minutes, or one with {@code -Dexec.args=quick};
 * {@link Scale} has what else may be said there.
 */
public final class LoadBenchmark {
    private static final int WARM_UP = 20;
    private static final int NAMES = 4;

    private final Scale scale;
    private final SyntheticRuns runs;
    private final Service service;
    private final StoredHistory history;

    private LoadBenchmark(Scale scale, SyntheticRuns runs, Service service) {
        this.scale = scale;
        this.runs = runs;
        this.service = service;
        this.history = new StoredHistory(service);
    }

    public static void main(String[] arguments) throws Exception {
        Scale scale = Scale.of(arguments);
        System.out.println(scale);
        SyntheticRuns runs = new SyntheticRuns();
        try (Service service = Service.start(runs)) {
            new LoadBenchmark(scale, runs, service).run();
        }
    }

    private void run() throws Exception {
        String measuring = service.submit();
        ingest();
        delete("a job that measured it", measuring);
        String longest = service.submit();
        fill(longest);
        submissions();
        requests(longest);
        service.get(Jobs.class).cancel(DEFAULT, longest);
        delete("one series", longest);
        streams();
    }

    private static void tell(String what, Object figure) {
        System.out.println(what + ": " + figure);
    }

    private void ingest() {
        long before = history.allBytes();
        long bytes = history.bytes();
        int steps = scale.series() / NAMES;
        double seconds = runs.measure(service, steps, NAMES);
        tell("values ingested per second, " + NAMES + " a step", Math.round(steps * NAMES / seconds));
        tell("bytes per value, of points", (history.bytes() - bytes) / (double) (steps * NAMES));
        tell("bytes per value, with events", (history.allBytes() - before) / (double) (steps * NAMES));
    }

    private void delete(String what, String job) throws Exception {
        long start = System.nanoTime();
        service.delete(job);
        tell("deletion of " + scale.series() + " values, " + what + ", ms", (System.nanoTime() - start) / 1_000_000);
    }

    private void fill(String longest) {
        long start = System.nanoTime();
        history.jobs(longest, scale.jobs());
        long bytes = history.bytes();
        history.metrics(scale.jobs(), scale.points());
        tell(
                "bytes per point, " + scale.points() / scale.jobs() + " a job",
                (history.bytes() - bytes) / (double) scale.points());
        history.series(longest, scale.series());
        history.settle();
        tell("filled in seconds", (System.nanoTime() - start) / 1_000_000_000);
    }

    private void submissions() throws Exception {
        Submissions.of(service, scale.clients(), 1 + scale.seconds() / 5);
        Submissions.Outcome outcome = Submissions.of(service, scale.clients(), scale.seconds());
        tell("submissions per second", Math.round(outcome.perSecond()));
        tell("one of them", outcome.latency());
    }

    private void requests(String longest) throws Exception {
        String deep = "&cursor=" + StoredHistory.id(scale.jobs() / 10);
        request("read a job", i -> "/v1/jobs/" + StoredHistory.id(1 + new Random(i).nextInt(scale.jobs())));
        request("read a waiting job", i -> "/v1/jobs/" + longest);
        for (String query : new String[] {
            "",
            "&state=succeeded",
            "&state=failed",
            "&state=running",
            "&state=queued",
            "&label=team:t3",
            "&label=sweep:s7"
        }) {
            request("list" + query, i -> "/v1/jobs?limit=50" + query);
        }
        for (String query : new String[] {"", "&state=succeeded", "&state=failed", "&state=queued", "&label=team:t3"}) {
            request("list" + query + ", deep cursor", i -> "/v1/jobs?limit=50" + query + deep);
        }
        request(
                "metrics of a job",
                i -> "/v1/jobs/" + StoredHistory.id(1 + new Random(i).nextInt(scale.jobs())) + "/metrics");
        request(
                scale.series() + " points thinned to 1,000",
                Math.max(10, scale.requests() / 10),
                i -> "/v1/jobs/" + longest + "/metrics?points=1000");
    }

    /** The path of the n-th request of a kind. */
    @FunctionalInterface
    private interface Paths {
        String path(int repetition);
    }

    private void request(String what, Paths paths) throws Exception {
        request(what, scale.requests(), paths);
    }

    private void request(String what, int repetitions, Paths paths) throws Exception {
        tell(what, Latency.of(Math.min(WARM_UP, repetitions), repetitions, i -> service.read(paths.path(i))));
    }

    private void streams() throws Exception {
        StreamLag lag = new StreamLag(service);
        for (int jobs : new int[] {1, 10}) {
            tell(
                    "slowest of " + scale.streams() + " streams of " + jobs + " jobs, 5 events every 150 ms",
                    lag.slowest(scale.streams(), jobs, scale.seconds()));
        }
    }
}
