import dev.descent.client.ApiClient;
import dev.descent.client.ApiException;
import dev.descent.client.api.DatasetsApi;
import dev.descent.client.api.JobsApi;
import dev.descent.client.api.ModelsApi;
import dev.descent.client.model.*;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a generated client leaves to you: uploading once, following a job, waiting for it, dry runs, errors.
 *
 * <pre>
 * ./mvnw -f clients/java/pom.xml compile dependency:copy-dependencies
 * java -cp 'clients/java/target/classes:clients/java/target/dependency/*' docs/recipes/Recipe.java http://localhost:8080
 * </pre>
 *
 * <p>Copy the methods; {@code main} is a tour of the client. An API key is read from DESCENT_API_KEY.
 */
public final class Recipe {
    /** @param data JSON, whose fields depend on the type */
    record StreamEvent(long seq, String type, String data) {}

    static ApiClient connect(String url) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        String key = System.getenv("DESCENT_API_KEY");
        if (key != null) {
            client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        }
        return client;
    }

    /** Uploads a file. The key names the request, so that a second try after a cut connection finds what the first stored. */
    static Dataset upload(ApiClient client, Path file, String name, UploadSchema schema) throws ApiException {
        DatasetsApi datasets = new DatasetsApi(client);
        String key = UUID.randomUUID().toString();
        String json = schema == null ? null : client.getObjectMapper().writeValueAsString(schema);
        try {
            return datasets.uploadDataset(file.toFile(), name, key, null, json);
        } catch (ApiException e) {
            if (!(e.getCause() instanceof IOException)) {
                throw e;
            }
            return datasets.uploadDataset(file.toFile(), name, key, null, json);
        }
    }

    /** Hears every event after this one, live, until the job has ended; survives cut connections. */
    static void follow(ApiClient client, String job, long after, Consumer<StreamEvent> listener)
            throws ApiException, InterruptedException {
        int failures = 0;
        while (true) {
            HttpRequest request = request(client, "/v1/jobs/" + ApiClient.urlEncode(job) + "/events")
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", Long.toString(after))
                    .build();
            try {
                HttpResponse<InputStream> response = client.getHttpClient().send(request, BodyHandlers.ofInputStream());
                if (response.statusCode() == 204) { // The job has ended, and its last event was seen.
                    return;
                }
                if (response.statusCode() >= 500) { // A server that starts or stops.
                    throw new IOException("answered " + response.statusCode());
                }
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                    if (response.statusCode() != 200) {
                        throw new ApiException(response.statusCode(), response.headers(), lines.readLine());
                    }
                    Map<String, String> event = new HashMap<>();
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (!line.isEmpty()) {
                            String[] field = line.split(": ?", 2);
                            event.put(field[0], field[1]);
                        } else if (event.containsKey("id")) { // An empty line ends an event; comments keep the connection open.
                            after = Long.parseLong(event.get("id"));
                            failures = 0;
                            listener.accept(new StreamEvent(after, event.get("event"), event.get("data")));
                            event.clear();
                        }
                    }
                }
            } catch (IOException e) {
                if (++failures > 10) {
                    throw new ApiException(e);
                }
                Thread.sleep(Math.min(250L << failures, 30_000));
            }
        }
    }

    /** The job, once it has ended. */
    static Job await(ApiClient client, String job) throws ApiException, InterruptedException {
        follow(client, job, 0, event -> {});
        return new JobsApi(client).getJob(job);
    }

    /** What a job would take. {@code submitJob} itself answers jobs alone. */
    static DryRun dryRun(ApiClient client, JobSpec spec) throws ApiException, IOException, InterruptedException {
        HttpRequest request = request(client, "/v1/jobs?dry_run=true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(client.getObjectMapper().writeValueAsString(spec)))
                .build();
        HttpResponse<String> response = client.getHttpClient().send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new ApiException(response.statusCode(), response.headers(), response.body());
        }
        return client.getObjectMapper().readValue(response.body(), DryRun.class);
    }

    /** A request as the client's own ones are: to its server, with its key. */
    private static HttpRequest.Builder request(ApiClient client, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(client.getBaseUri() + path));
        if (client.getRequestInterceptor() != null) {
            client.getRequestInterceptor().accept(request);
        }
        return request;
    }

    /** What the server says of a request that it refused. */
    static Problem problem(ApiClient client, ApiException e) throws ApiException {
        if (e.getResponseBody() == null) {
            throw e;
        }
        return client.getObjectMapper().readValue(e.getResponseBody(), Problem.class);
    }

    public static void main(String[] args) throws Exception {
        ApiClient client = connect(args[0]);
        JobsApi jobs = new JobsApi(client);

        StringBuilder rows = new StringBuilder("a,b,side\n");
        for (int i = 0; i < 200; i++) {
            rows.append(i % 7).append(',').append(i % 11).append(i % 7 < i % 11 ? ",left\n" : ",right\n");
        }
        Path file = Files.writeString(Files.createTempFile("sides", ".csv"), rows);
        Dataset dataset = upload(client, file, "sides " + UUID.randomUUID(), new UploadSchema().target("side"));
        Files.delete(file);
        System.out.println("uploaded " + dataset.getId() + " " + dataset.getRows());

        String sweep = UUID.randomUUID().toString();
        JobSpec spec = new JobSpec()
                .dataset(dataset.getId())
                .model(new Model(new Mlp().hidden(List.of(16, 8)).dropout(0.1)))
                .objective(new Objective(new Classification()))
                .optimizer(new UpdateRule(new Lion().beta1(0.95)))
                .learningRate(0.003)
                .schedule(new Schedule(new LinearDecay().warmupFraction(0.1)))
                .sampler(new Sampler(new Shuffle().batchSize(16)))
                .transforms(List.of(new Transform(new ClipByNorm().maxNorm(1.0))))
                .duration(new TrainingDuration().epochs(3.0))
                .logEverySteps(1L)
                .labels(Map.of("sweep", sweep));
        DryRunEstimate estimate = dryRun(client, spec).getEstimate();
        System.out.println("estimated " + estimate.getParameters() + " " + estimate.getSteps());
        String last = "";
        for (long seed = 1; seed <= 3; seed++) {
            Job job = jobs.submitJob(spec.seed(seed), null, null);
            System.out.println("submitted " + job.getId() + " " + job.getState());
            last = job.getId();
        }

        StringBuilder numbers = new StringBuilder("followed");
        follow(client, last, 0, event -> numbers.append(' ').append(event.seq()));
        System.out.println(numbers);
        Job job = await(client, last);
        System.out.println("waited " + job.getState() + " " + job.getLatestMetrics());
        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            JobList page = jobs.listJobs(null, List.of("sweep:" + sweep), 2, cursor);
            page.getData().forEach(each -> listed.add(each.getId()));
            cursor = page.getNextCursor();
        } while (cursor != null);
        System.out.println("listed " + String.join(" ", listed));

        Path weights = new ModelsApi(client).downloadModelFile(job.getModel(), "weights.safetensors").toPath();
        byte[] bytes = Files.readAllBytes(weights);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        System.out.println("downloaded " + job.getModel() + " " + bytes.length + " sha256:" + digest);

        try {
            jobs.submitJob(
                    new JobSpec()
                            .dataset("nowhere")
                            .model(new Model(new Mlp()))
                            .objective(new Objective(new Classification()))
                            .duration(new TrainingDuration().epochs(1.0).steps(1L)),
                    null,
                    null);
        } catch (ApiException e) {
            Problem problem = problem(client, e);
            System.out.println("refused " + problem.getCode() + " "
                    + String.join(" ", problem.getErrors().stream().map(Violation::getPointer).toList()));
        }
    }
}
