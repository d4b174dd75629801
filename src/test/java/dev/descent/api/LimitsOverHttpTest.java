package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What projects may use, and who is told when it is too much. */
class LimitsOverHttpTest extends GuardedApiTest {
    private static final String ROWS = "x,y,label\n" + "1,2,a\n2,1,b\n3,4,a\n4,3,b\n".repeat(50);

    private static JsonNode usage(Team team) {
        return team.viewer().get("/v1/whoami").assertStatus(200).json().at("/project/usage");
    }

    @Test
    void noMoreJobsWaitThanMayHoweverManyAreSubmittedAtOnce() throws Exception {
        Team team = team("{\"max_queued_jobs\": 5, \"max_running_jobs\": 0}");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Reply>> submissions = Stream.generate(
                            () -> (Callable<Reply>) () -> team.submitter().post("/v1/jobs", SMALL_JOB))
                    .limit(24)
                    .toList();
            int accepted = 0;
            for (Future<Reply> future : threads.invokeAll(submissions)) {
                Reply reply = future.get();
                if (reply.status() == 201) {
                    accepted++;
                } else {
                    reply.assertProblem(429, "too_many_requests").assertDetail("5 jobs in the queue");
                    assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
                }
            }
            assertThat(accepted).isEqualTo(5);
        } finally {
            threads.shutdownNow();
        }
        assertThat(usage(team).get("queued_jobs").asInt()).isEqualTo(5);
        JsonNode first = team.viewer().get("/v1/jobs?limit=1").json().at("/data/0");
        team.submitter()
                .post("/v1/jobs/" + first.get("id").asString() + "/cancel")
                .assertStatus(202);
        team.submitter().post("/v1/jobs", SMALL_JOB).assertStatus(201);
        operator.delete("/v1/projects/" + team.name()).assertProblem(409, "in_use");
    }

    @Test
    void whoKeepsAsMuchAsMayCanAddNothingUntilSomethingIsDeleted() {
        Team team = team("{\"max_stored_bytes\": 20000}");
        String first = team.submitter()
                .upload("a.csv", ROWS, "first", null, "Idempotency-Key", "first")
                .assertStatus(201)
                .json()
                .get("id")
                .asString();
        long stored = usage(team).get("stored_bytes").asLong();
        assertThat(stored)
                .isEqualTo(team.viewer()
                        .get("/v1/datasets/first")
                        .json()
                        .get("size_bytes")
                        .asLong());
        operator.put("/v1/projects/" + team.name() + "/limits", "{\"max_stored_bytes\": " + (stored + 10) + "}")
                .assertStatus(200);
        team.submitter().upload("b.csv", ROWS, "second", null).assertProblem(409, "storage_exhausted");
        team.viewer().get("/v1/datasets/second").assertProblem(404, "not_found");
        operator.put("/v1/projects/" + team.name() + "/limits", "{\"max_stored_bytes\": " + stored + "}")
                .assertStatus(200);
        team.submitter().post("/v1/jobs", SMALL_JOB).assertProblem(409, "storage_exhausted");
        // An answer that was lost is given again, however full it is.
        Reply again = team.submitter().upload("a.csv", ROWS, "first", null, "Idempotency-Key", "first");
        assertThat(again.assertStatus(201).json().get("id").asString()).isEqualTo(first);
        team.submitter().delete("/v1/datasets/" + first).assertStatus(204);
        assertThat(usage(team).get("stored_bytes").asLong()).isZero();
        team.submitter().upload("b.csv", ROWS, "second", null).assertStatus(201);
    }

    @Test
    void whatAJobKeepsCountsUntilTheJobIsDeleted() {
        Team team = team();
        String job = team.submitter()
                .submit(SMALL_JOB.replace("}}", "}, \"checkpoints\": {\"every_steps\": 1, \"keep\": 2}}"));
        JsonNode ended = team.viewer().await(job);
        JsonNode model =
                team.viewer().get("/v1/models/" + ended.get("model").asString()).json();
        long files = model.get("files")
                .valueStream()
                .mapToLong(f -> f.get("size_bytes").asLong())
                .sum();
        long checkpoints = team.viewer()
                .get("/v1/jobs/" + job + "/checkpoints")
                .json()
                .get("data")
                .valueStream()
                .mapToLong(c -> c.get("size_bytes").asLong())
                .sum();
        assertThat(files).isPositive();
        assertThat(checkpoints).isPositive();
        assertThat(usage(team).get("stored_bytes").asLong()).isEqualTo(files + checkpoints);
        team.submitter().delete("/v1/jobs/" + job).assertStatus(204);
        assertThat(usage(team).get("stored_bytes").asLong()).isZero();
    }

    @Test
    void moreRequestsThanMayAreToldWhenToComeAgain() {
        Team team = team("{\"max_requests_per_second\": 0.01}");
        team.viewer().get("/v1/jobs").assertStatus(200);
        Reply refused = team.submitter().get("/v1/jobs").assertProblem(429, "too_many_requests");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(50, 100);
        // Others are not concerned, nor is the project when the limit is taken away.
        team().viewer().get("/v1/jobs").assertStatus(200);
    }

    @Test
    void badLimitsAreAllNamed() {
        operator.post(
                        "/v1/projects",
                        "{\"name\": \"x\", \"limits\": {\"max_queued_jobs\": -1, \"max_requests_per_second\": 0}}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/limits/max_queued_jobs", "/limits/max_requests_per_second");
        for (String name : List.of("Team", "1st", "a b", "a".repeat(64), "")) {
            operator.post("/v1/projects", "{\"name\": \"" + name + "\"}")
                    .assertProblem(422, "invalid_request")
                    .assertPointers("/name");
        }
        Team team = team();
        operator.post("/v1/projects", "{\"name\": \"" + team.name() + "\"}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/name");
        operator.delete("/v1/projects/default").assertProblem(409, "in_use");
        operator.get("/v1/projects/nowhere").assertProblem(404, "not_found");
    }

    @Test
    void projectsAreListedPageByPage() {
        List<String> made =
                IntStream.range(0, 3).mapToObj(i -> team().project()).toList();
        String path = "/v1/projects?limit=2";
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = operator.get(path + cursor).assertStatus(200).json();
            page.get("data").forEach(project -> seen.add(project.get("id").asString()));
            cursor = page.get("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.get("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).containsSubsequence(made).doesNotHaveDuplicates();
        operator.get("/v1/projects?cursor=job_1").assertProblem(400, "invalid_parameter");
    }
}
