package dev.descent.api.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests and judges the answers; jobs and data sets that come of it are followed to their end and deleted. */
final class Fuzzer {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> OWN_FAULTS = Set.of("internal", "engine_error");

    private final long seed;
    private final Wire wire;
    private final Fixtures fixtures;
    private final Requests requests;
    private final Laws laws;

    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Map<String, Integer> successes = new TreeMap<>();
    private final Map<String, Integer> jobs = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private double slowest;
    private int slowestNumber;

    private final @Nullable Fixtures theirs;
    private final String hidden;

    /** As somebody who may do everything. */
    Fuzzer(int port, long seed, List<Path> places) {
        this(new Wire(port), null, "", seed, places);
    }

    /**
     * As a caller of one project, who speaks of what belongs to another in many requests.
     *
     * @param theirs what the other project has
     * @param hidden a word that stands in all of that
     */
    Fuzzer(Wire wire, @Nullable Fixtures theirs, String hidden, long seed, List<Path> places) {
        this.seed = seed;
        this.wire = wire;
        this.theirs = theirs;
        this.hidden = hidden;
        this.fixtures = new Fixtures(wire);
        JsonNode document = fixtures.json("GET", "/v3/api-docs", "");
        this.requests = new Requests(document, seed);
        this.laws = new Laws(document, places);
    }

    void run(int from, int until) {
        for (int number = from; number < until; number++) {
            one(requests.make(number));
        }
    }

    /** What broke a law, with all that is needed to see it again. */
    List<String> failures() {
        return failures;
    }

    /** Answers with a success, by operation. */
    Map<String, Integer> successes() {
        return successes;
    }

    String summary() {
        return "statuses " + statuses + ", successes " + successes + ", jobs " + jobs
                + String.format(", slowest answer %.2f s (number %d)", slowest, slowestNumber);
    }

    private void one(FuzzRequest request) {
        boolean foreign = theirs != null && request.number() % 2 == 0;
        byte[] bytes = request.bytes(foreign ? theirs::resolve : fixtures::resolve);
        List<String> faults = new ArrayList<>();
        String answered = "";
        try {
            long start = System.nanoTime();
            Wire.Answer answer = wire.exchange(bytes);
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (seconds > slowest) {
                slowest = seconds;
                slowestNumber = request.number();
            }
            answered = answer.status() + " " + FuzzRequest.printable(answer.body());
            statuses.merge(answer.status(), 1, Integer::sum);
            faults.addAll(laws.faults(request, answer));
            if (!hidden.isEmpty() && answer.text().contains(hidden)) {
                faults.add("the answer shows what belongs to another project");
            }
            if (foreign
                    && answer.status() < 300
                    && request.target().contains("@{")
                    && !request.elsewhere()
                    // Tells of the path's methods, whether there is such a thing or not.
                    && !request.method().equals("OPTIONS")) {
                faults.add("the call found what belongs to another project");
            }
            after(request, answer, faults);
        } catch (IOException e) {
            faults.add("no answer: " + e);
        }
        if (!faults.isEmpty()) {
            String failure = "%s%nseed %d, number %d (%s): -Dfuzz.seed=%d -Dfuzz.only=%d%n%s%nanswered: %s"
                    .formatted(
                            String.join("; ", faults),
                            seed,
                            request.number(),
                            request.operation().id(),
                            seed,
                            request.number(),
                            FuzzRequest.printable(bytes),
                            answered);
            // At once, because a run may be cut off.
            System.out.println(failure);
            failures.add(failure);
        }
    }

    private void after(FuzzRequest request, Wire.Answer answer, List<String> faults) {
        String operation = request.operation().id();
        boolean changes = request.method().matches("POST|PUT|DELETE");
        if (answer.status() < 300) {
            successes.merge(operation, 1, Integer::sum);
            if (answer.status() == 201) {
                String id = JSON.readTree(answer.body()).path("id").asString("");
                if (id.startsWith("job_")) {
                    finish(id, new Random(request.number()), faults);
                } else if (id.startsWith("proj_")) {
                    fixtures.send("DELETE", "/v1/projects/" + id, "");
                } else if (id.startsWith("wh_")) {
                    fixtures.send("DELETE", "/v1/webhooks/" + id, "");
                } else if (id.startsWith("key_")) {
                    fixtures.send("DELETE", "/v1/api-keys/" + id, "");
                } else {
                    fixtures.send("DELETE", "/v1/datasets/" + id, "");
                }
            } else if (changes
                    && operation.matches(
                            "deleteJob|deleteDataset|cancelJob|pauseJob|resumeJob|deleteProject|revokeApiKey|deleteWebhook")) {
                fixtures.renew(request.target());
            }
        } else if (answer.status() == 409 && answer.text().contains("budget_exhausted")) {
            fixtures.renew("@{ds:private}");
        }
    }

    /** What was accepted ends, and not by a fault of the service. */
    private void finish(String id, Random random, List<String> faults) {
        String path = "/v1/jobs/" + id;
        int what = random.nextInt(6);
        if (what == 0) {
            fixtures.send("POST", path + "/pause", "");
        }
        if (what <= 1) {
            fixtures.send("POST", path + "/cancel", "");
        }
        try {
            fixtures.follow(id, "no text of any event");
            JsonNode job = fixtures.json("GET", path, "");
            String code = job.at("/error/code").asString("");
            jobs.merge(job.get("state").asString() + (code.isEmpty() ? "" : " " + code), 1, Integer::sum);
            if (OWN_FAULTS.contains(code)) {
                faults.add("the accepted job failed: " + job.get("error"));
            }
        } catch (UncheckedIOException | JacksonException e) {
            faults.add("the accepted job does not end: " + e);
            fixtures.send("POST", path + "/cancel", "");
        }
        fixtures.send("DELETE", path, "");
    }
}
