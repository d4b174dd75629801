package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nothing that a client sends hurts: it gets a problem with a place, the server stays healthy, nothing is kept. */
class BadInputTest extends ApiTest {
    private static final String SPEC =
            "{\"dataset\": \"iris\", \"model\": {\"type\": \"mlp\"}, \"objective\": {\"type\": \"classification\"}%s}";

    @Autowired
    private JdbcClient database;

    @Value("${descent.data-dir}")
    private Path data;

    private List<Object> before = List.of();

    @BeforeEach
    void look() {
        // Makes the built-in set, which a spec that is otherwise wrong may do too.
        client.get("/v1/datasets/iris").assertStatus(200);
        before = stored();
    }

    @AfterEach
    void theServerIsHealthyAndNothingWasStored() {
        assertThat(client.get("/actuator/health").assertStatus(200).text()).contains("\"UP\"");
        assertThat(stored()).isEqualTo(before);
    }

    private List<Object> stored() {
        Map<String, Object> rows = database.sql("select (select count(*) from job) as jobs, "
                        + "(select count(*) from event) as events, (select count(*) from idempotency) as keys, "
                        + "(select count(*) from dataset) as datasets, "
                        + "(select count(*) from idempotent_upload) as uploads")
                .query()
                .singleRow();
        try (Stream<Path> files = Files.walk(data)) {
            return List.of(
                    rows,
                    files.filter(Files::isRegularFile)
                            .filter(f -> !f.toString().contains("postgres"))
                            .map(f -> data.relativize(f).toString())
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- JSON

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"dataset": }                       | line 1, column 13
            {"dataset": "iris"                  | line 1
            {"dataset": "iris"} {}              | something follows
            {"dataset": "iris", "dataset": "x"} | Duplicate
            {"seed": NaN}                       | line 1
            {'dataset': 1}                      | line 1
            {"seed": 01}                        | line 1
            {"name": "a\u0001b"}                | line 1
            nonsense                            | line 1
            """)
    void malformedJsonIsReportedWithItsPlace(String body, String detail) {
        client.post("/v1/jobs", body).assertProblem(400, "malformed_json").assertDetail(detail);
    }

    @Test
    void anEmptyBodyIsMalformed() {
        client.post("/v1/jobs", "").assertProblem(400, "malformed_json").assertDetail("empty");
    }

    @Test
    void aThousandNestedListsAreMalformed() {
        client.post("/v1/jobs", "[".repeat(10_000)).assertProblem(400, "malformed_json");
        client.post("/v1/jobs", "{\"model\":".repeat(400) + "1" + "}".repeat(400))
                .assertProblem(422, "invalid_spec");
    }

    @Test
    void bytesThatAreNoUtf8AreMalformed() {
        client.send(client.request("/v1/jobs")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"'}))
                        .build())
                .assertProblem(400, "malformed_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\ud800", "\\udc00x"})
    void textThatCannotBeStoredIsRefused(String escape) {
        client.post("/v1/jobs", SPEC.formatted(", \"name\": \"a" + escape + "\""))
                .assertProblem(422, "invalid_request")
                .assertPointers("/name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "3", "\"text\"", "true"})
    void aSpecThatIsNoObjectIsRefused(String body) {
        client.post("/v1/jobs", body).assertProblem(422, "invalid_spec").assertPointers("");
    }

    // --- specs

    @Test
    void unknownFieldsAreAllNamed() {
        client.post(
                        "/v1/jobs",
                        SPEC.formatted(", \"optimiser\": \"adam\", \"sampler\": {\"type\": \"shuffle\", \"batch\": 3}"))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/optimiser", "/sampler/batch")
                .assertDetail("unknown_field");
    }

    @Test
    void anUnknownTypeComesWithTheListOfKnownOnes() {
        client.post("/v1/jobs", SPEC.formatted(", \"optimizer\": {\"type\": \"adm\"}"))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/optimizer/type")
                .assertDetail("unknown_type")
                .assertDetail("adam")
                .assertDetail("adamw")
                .assertDetail("lion")
                .assertDetail("sgd");
    }

    @Test
    void everyOptionOutOfBoundsIsReportedAtOnce() {
        client.post(
                        "/v1/jobs",
                        "{\"dataset\": \"iris\", \"model\": {\"type\": \"mlp\", \"hidden\": [0, -1], \"dropout\": 2},"
                                + " \"objective\": {\"type\": \"classification\", \"label_smoothing\": -1},"
                                + " \"optimizer\": {\"type\": \"adam\", \"beta1\": 1.5, \"epsilon\": 0},"
                                + " \"learning_rate\": -1, \"sampler\": {\"type\": \"shuffle\", \"batch_size\": 0},"
                                + " \"transforms\": [{\"type\": \"clip_by_norm\", \"max_norm\": 0}],"
                                + " \"priority\": 1000}")
                .assertProblem(422, "invalid_spec")
                .assertPointers(
                        "/model/hidden/0",
                        "/model/hidden/1",
                        "/model/dropout",
                        "/objective/label_smoothing",
                        "/optimizer/beta1",
                        "/optimizer/epsilon",
                        "/learning_rate",
                        "/sampler/batch_size",
                        "/transforms/0/max_norm",
                        "/priority");
    }

    @Test
    void wrongJsonTypesAreReportedAtOnce() {
        client.post(
                        "/v1/jobs",
                        "{\"dataset\": 7, \"model\": {\"type\": \"mlp\", \"hidden\": \"64\"}, \"objective\": [],"
                                + " \"learning_rate\": \"0.1\", \"seed\": 1.5, \"labels\": {\"a\": 1},"
                                + " \"transforms\": {}, \"duration\": 10}")
                .assertProblem(422, "invalid_spec")
                .assertPointers(
                        "/dataset",
                        "/model/hidden",
                        "/objective",
                        "/learning_rate",
                        "/seed",
                        "/labels/a",
                        "/transforms",
                        "/duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999", "-1e999", "123456789012345678901234567890"})
    void numbersBeyondTheRangeAreRefused(String number) {
        client.post("/v1/jobs", SPEC.formatted(", \"learning_rate\": " + number))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/learning_rate");
        client.post("/v1/jobs", SPEC.formatted(", \"seed\": " + number))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/seed");
    }

    @Test
    void whatIsMissingIsNamed() {
        client.post("/v1/jobs", "{}")
                .assertProblem(422, "invalid_spec")
                .assertPointers("/dataset", "/model", "/objective");
    }

    @Test
    void anUnknownDataSetIsNamed() {
        client.post("/v1/jobs", SPEC.formatted("").replace("iris", "irsi"))
                .assertProblem(422, "unknown_dataset")
                .assertPointers("/dataset")
                .assertDetail("irsi");
    }

    @Test
    void anObjectiveThatDoesNotFitTheTargetIsRefused() {
        Reply reply = client.post("/v1/jobs", SPEC.formatted("").replace("classification", "regression"))
                .assertProblem(422, "invalid_spec");
        assertThat(reply.pointers()).allMatch(p -> p.startsWith("/objective"));
    }

    // --- schedules

    @Test
    void everyFaultOfASchedulePreviewIsNamed() {
        client.post("/v1/schedules:preview", "{}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/schedule", "/learning_rate", "/steps");
        client.post(
                        "/v1/schedules:preview",
                        "{\"schedule\": {\"type\": \"cosine\", \"final_factor\": 2, \"warmup\": 3}, "
                                + "\"learning_rate\": 0, \"steps\": 2000000000, \"points\": 1, \"step\": 3}")
                .assertProblem(422, "invalid_request")
                .assertPointers(
                        "/schedule/final_factor", "/schedule/warmup", "/learning_rate", "/steps", "/points", "/step");
        client.post(
                        "/v1/schedules:preview",
                        "{\"schedule\": {\"type\": \"one_cycle\", \"three_phase\": true, \"rise_fraction\": 0.7}, "
                                + "\"learning_rate\": 1, \"steps\": 10}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/schedule/rise_fraction");
        client.post("/v1/schedules:preview", "{\"schedule\": \"cosin\", \"learning_rate\": 1, \"steps\": 10}")
                .assertProblem(422, "invalid_request")
                .assertPointers("/schedule")
                .assertDetail("did you mean \\\"cosine\\\"");
        client.post("/v1/schedules:preview", "[1]")
                .assertProblem(422, "invalid_request")
                .assertPointers("");
        client.post("/v1/schedules:preview", "{").assertProblem(400, "malformed_json");
        client.get("/v1/schedules:preview").assertProblem(405, "method_not_allowed");
        client.post("/v1/schedules:preview?dry_run=true", "{}").assertProblem(400, "invalid_parameter");
    }

    @Test
    void aRefinedScheduleWithoutAUsableJobIsRefused() {
        for (String options : List.of("", ", \"from_job\": \"job_none\"", ", \"from_job\": \"a/b?c\"")) {
            String schedule = "{\"type\": \"refined\"" + options + "}";
            client.post("/v1/jobs", SPEC.formatted(", \"schedule\": " + schedule))
                    .assertProblem(422, "invalid_spec")
                    .assertPointers("/schedule/from_job");
            client.post("/v1/jobs?dry_run=true", SPEC.formatted(", \"schedule\": " + schedule))
                    .assertProblem(422, "invalid_spec")
                    .assertPointers("/schedule/from_job");
            client.post(
                            "/v1/schedules:preview",
                            "{\"schedule\": " + schedule + ", \"learning_rate\": 1, \"steps\": 10}")
                    .assertProblem(422, "invalid_request")
                    .assertPointers("/schedule/from_job");
        }
        client.post("/v1/jobs", SPEC.formatted(", \"schedule\": {\"type\": \"refined\", \"factors\": [1, 0.5, 2]}"))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/schedule/factors/2");
    }

    @Test
    void aScheduleThatWatchesWhatIsNotMeasuredIsRefused() {
        client.post("/v1/jobs", SPEC.formatted(", \"schedule\": {\"type\": \"reduce_on_plateau\", \"metric\": \"r2\"}"))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/schedule/metric")
                .assertDetail("accuracy");
        client.post(
                        "/v1/jobs",
                        SPEC.formatted(", \"schedule\": \"reduce_on_plateau\", "
                                + "\"evaluation\": {\"validation_fraction\": 0}"))
                .assertProblem(422, "invalid_spec")
                .assertPointers("/schedule");
    }

    // --- sizes

    @Test
    void aBodyOf200MegabytesIsRefusedByItsLengthAlone() {
        byte[] piece = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = client.request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(pieces(piece, 200), 200L << 20))
                .build();

        client.send(request).assertProblem(413, "payload_too_large").assertDetail("1048576");
    }

    @Test
    void aBodyOf200MegabytesWithoutALengthIsRefusedWhileItIsRead() {
        byte[] piece = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        HttpRequest request = client.request("/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(pieces(piece, 200))
                .build();

        client.send(request).assertProblem(413, "payload_too_large").assertDetail("1048576");
    }

    private static HttpRequest.BodyPublisher pieces(byte[] piece, int count) {
        return BodyPublishers.ofByteArrays(
                () -> IntStream.range(0, count).mapToObj(i -> piece).iterator());
    }

    @Test
    void anUploadBeyondTheLimitIsRefused() {
        client.upload("big.csv", new byte[21 << 20], "big", null).assertProblem(413, "payload_too_large");
    }

    // --- data sets

    @Test
    void anEmptyCsvIsRefused() {
        assertFault(client.upload("a.csv", "", "a", null), "/file");
        assertFault(client.upload("a.csv", "x,y\n", "a", null), "/file");
    }

    @Test
    void raggedRowsAreNamedByLine() {
        Reply reply = client.upload("a.csv", "x,y\n1,2\n3\n4,5\n6,7,8\n", "a", null);

        assertFault(reply, "/file");
        reply.assertDetail("line 3").assertDetail("line 5").assertDetail("ragged_row");
    }

    @Test
    void aTargetThatIsNotThereIsNamedWithTheColumnsThatAre() {
        client.upload("a.csv", "x,y\n1,2\n3,4\n", "a", "{\"target\": \"z\"}")
                .assertProblem(422, "invalid_dataset")
                .assertPointers("/schema/target")
                .assertDetail("x")
                .assertDetail("y");
    }

    @Test
    void aConstantTargetIsRefused() {
        client.upload("a.csv", "x,y\n1,5\n3,5\n4,5\n", "a", null)
                .assertProblem(422, "invalid_dataset")
                .assertDetail("constant_target");
    }

    @Test
    void textWhereNumbersWereIsNamedByLine() {
        Reply reply = client.upload(
                "a.csv", "x,y\n1.5,a\nabc,b\n2.5,a\n", "a", "{\"target\": \"y\", \"types\": {\"x\": \"numeric\"}}");

        assertFault(reply, "/file");
        reply.assertDetail("abc").assertDetail("line 3");
    }

    @Test
    void infinityInAFileIsNamedByLine() {
        Reply reply = client.upload(
                "a.csv", "x,y\n1.5,a\ninf,b\n2.5,a\n", "a", "{\"target\": \"y\", \"types\": {\"x\": \"numeric\"}}");

        assertFault(reply, "/file");
        reply.assertDetail("line 3");
    }

    @Test
    void aZipBombIsRefused() {
        byte[] bomb = zip("a/1.png", new byte[1], "a/2.png", new byte[300 << 20]);

        assertFault(client.upload("a.zip", bomb, "a", null), "/file");
    }

    @Test
    void aZipWithNamesThatClimbIsRefused() {
        byte[] image = image();

        assertFault(client.upload("a.zip", zip("../a/1.png", image, "b/1.png", image), "a", null), "/file");
        assertFault(client.upload("a.zip", zip("/a/1.png", image, "b/1.png", image), "a", null), "/file");
    }

    @Test
    void anImageThatIsNoneIsNamed() {
        byte[] text = "this is no image".getBytes(StandardCharsets.UTF_8);
        Reply reply = client.upload("a.zip", zip("a/1.png", image(), "b/2.png", text), "a", null);

        assertFault(reply, "/file");
        reply.assertDetail("b/2.png");
    }

    @Test
    void filesThatAreNotWhatTheirNameSaysAreRefused() {
        byte[] noise = new byte[5000];
        new Random(1).nextBytes(noise);
        for (String name : List.of("a.csv", "a.tsv", "a.jsonl", "a.parquet", "a.npz", "a.zip", "a.exe", "a")) {
            client.upload(name, noise, "a", null).assertProblem(422, "invalid_dataset");
        }
    }

    @Test
    void partsOfAnUploadThatAreMissingUnknownOrWrongAreAllNamed() {
        client.send("/v1/datasets", new Client.Multipart().field("nmae", "a").field("schema", "{\"tagret\": 1}"))
                .assertProblem(422, "invalid_request")
                .assertPointers("/nmae", "/file", "/name", "/schema/tagret");
        client.upload("a.csv", "x,y\n1,2\n3,4\n", "../a", null)
                .assertProblem(422, "invalid_request")
                .assertPointers("/name");
        client.upload("a.csv", "x,y\n1,2\n3,4\n", "a", "{").assertProblem(400, "malformed_json");
    }

    @Test
    void aMultipartBodyThatIsCutOffIsRefused() {
        byte[] whole =
                new Client.Multipart().file("file", "a.csv", new byte[100]).bytes();
        client.send(client.request("/v1/datasets")
                        .header("Content-Type", "multipart/form-data; boundary=b0undary-of-parts")
                        .POST(BodyPublishers.ofByteArray(Arrays.copyOf(whole, whole.length - 60)))
                        .build())
                .assertProblem(400, "malformed_request");
        client.send(client.request("/v1/datasets")
                        .header("Content-Type", "multipart/form-data")
                        .POST(BodyPublishers.ofByteArray(whole))
                        .build())
                .assertProblem(400, "malformed_request");
    }

    @Test
    void ofTwoUploadsOfOneNameAtOnceOneWins() {
        String csv = "x,y\n1,a\n2,b\n3,a\n";
        List<CompletableFuture<Reply>> uploads = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> client.upload("twin.csv", csv, "twin", null)))
                .limit(2)
                .toList();
        List<Reply> replies = uploads.stream().map(CompletableFuture::join).toList();

        assertThat(replies).extracting(Reply::status).containsExactlyInAnyOrder(201, 409);
        for (Reply reply : replies) {
            if (reply.status() == 409) {
                reply.assertProblem(409, "name_taken").assertPointers("/name");
            } else {
                client.delete("/v1/datasets/" + reply.json().get("id").asString())
                        .assertStatus(204);
            }
        }
    }

    // --- places

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs/job_none",
                "/v1/jobs/job_none/events",
                "/v1/jobs/job_none/metrics",
                "/v1/jobs/job_none/attempts",
                "/v1/jobs/job_none/checkpoints",
                "/v1/jobs/nonsense",
                "/v1/jobs/job_%C3%BC",
                "/v1/datasets/ds_none",
                "/v1/datasets/ds_none/preview",
                "/v1/models/model_none",
                "/v1/models/model_none/files/weights.safetensors",
                "/v1/catalog/optimisers",
                "/v1/nothing",
                "/nothing"
            })
    void whatDoesNotExistIsNotFound(String path) {
        client.get(path).assertProblem(404, "not_found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs/ds_iris | a data set, not of a job",
                "/v1/jobs/model_1/events | a model, not of a job",
                "/v1/datasets/job_1 | a job, not of a data set",
                "/v1/models/job_1 | a job, not of a model"
            })
    void anIdOfTheWrongKindIsCalledThat(String line) {
        String[] parts = line.split(" \\| ");
        client.get(parts[0]).assertProblem(404, "not_found").assertDetail(parts[1]);
    }

    @Test
    void changesOfWhatDoesNotExistAreNotFound() {
        for (String verb : List.of("cancel", "pause", "resume")) {
            client.post("/v1/jobs/job_none/" + verb).assertProblem(404, "not_found");
        }
        client.delete("/v1/jobs/job_none").assertProblem(404, "not_found");
        client.delete("/v1/datasets/ds_none").assertProblem(404, "not_found");
        client.post("/v1/models/model_none/predictions", "{\"instances\": [[1]]}")
                .assertProblem(404, "not_found");
        client.get("/v1/jobs/job_none/events", "Accept", "text/event-stream").assertProblem(404, "not_found");
    }

    // --- the rest of HTTP

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/jobs?limit=0",
                "/v1/jobs?limit=201",
                "/v1/jobs?limit=ten",
                "/v1/jobs?state=runing",
                "/v1/jobs?label=team",
                "/v1/jobs?label=:x",
                "/v1/jobs?cursor=nonsense",
                "/v1/jobs?sate=running",
                "/v1/jobs?label=a%00:b",
                "/v1/datasets?limit=0",
                "/v1/datasets?cursor=nonsense",
                "/v1/datasets/iris/preview?limit=1000"
            })
    void aParameterThatBreaksARuleIsNamed(String path) {
        String name = path.replaceAll(".*\\?(\\w+)=.*", "$1");
        client.get(path)
                .assertProblem(400, "invalid_parameter")
                .assertPointers("/" + name)
                .assertDetail("The parameter " + name);
    }

    @Test
    void aMisspeltDryRunCreatesNothing() {
        client.post("/v1/jobs?dryrun=true", SPEC.formatted(""))
                .assertProblem(400, "invalid_parameter")
                .assertDetail("dry_run");
        client.post("/v1/jobs?dry_run=perhaps", SPEC.formatted(""))
                .assertProblem(400, "invalid_parameter")
                .assertDetail("true or false");
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        client.post("/v1/jobs", SPEC.formatted(""), "Idempotency-Key", "with space")
                .assertProblem(400, "invalid_parameter");
        client.post("/v1/jobs", SPEC.formatted(""), "Idempotency-Key", "k".repeat(256))
                .assertProblem(400, "invalid_parameter");
    }

    @Test
    void aWebPageOfAnotherSiteCanChangeNothing() {
        String[] foreign = {"Sec-Fetch-Site", "cross-site"};
        client.post("/v1/jobs", "{}", foreign).assertProblem(403, "forbidden");
        client.upload("a.csv", "a,b\n1,2\n3,4\n", "foreign", null, foreign).assertProblem(403, "forbidden");
        client.post("/v1/jobs/job_x/cancel", "", "Sec-Fetch-Site", "same-site").assertProblem(403, "forbidden");
        client.get("/v1/jobs", foreign).assertStatus(200);
        // The documentation's own page may.
        client.post("/v1/jobs", "{}", "Sec-Fetch-Site", "same-origin").assertProblem(422, "invalid_spec");
    }

    @Test
    void otherMethodsAndMediaTypesAreRefusedWithWhatIsAllowed() {
        client.send(client.request("/v1/jobs")
                        .method("PATCH", BodyPublishers.noBody())
                        .build())
                .assertProblem(405, "method_not_allowed")
                .assertDetail("GET, POST");
        client.get("/v1/jobs", "Accept", "text/html").assertProblem(406, "not_acceptable");
        client.send(client.request("/v1/jobs")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))
                        .build())
                .assertProblem(415, "unsupported_media_type")
                .assertDetail("application/json");
        client.post("/v1/datasets", "{}").assertProblem(415, "unsupported_media_type");
    }

    @Test
    void aQueryWithABrokenEscapeIsRefused() throws IOException {
        assertThat(RawHttp.exchange(client, "GET /v1/jobs?label=%zz HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "malformed_request");
    }

    @Test
    void whatIsNoHttpIsRefusedWithoutHtml() throws IOException {
        assertThat(RawHttp.exchange(client, "GET /v1/jobs/% HTTP/1.1"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .doesNotContain("<html", "Tomcat");
        assertThat(RawHttp.exchange(client, "nonsense"))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("<html", "Tomcat");
    }

    @Test
    void theClientsRequestIdComesBack() {
        Reply reply = client.get("/v1/jobs/job_none", "X-Request-Id", "mine-1");

        assertThat(reply.header("X-Request-Id")).isEqualTo("mine-1");
        assertThat(reply.json().get("request_id").asString()).isEqualTo("mine-1");
        assertThat(client.get("/v1/jobs", "X-Request-Id", "<script>").header("X-Request-Id"))
                .startsWith("req_");
    }

    private static void assertFault(Reply reply, String place) {
        reply.assertProblem(422, "invalid_dataset");
        assertThat(reply.pointers()).as(reply::text).isNotEmpty().allMatch(p -> p.startsWith(place));
    }

    private static byte[] zip(String first, byte[] one, String second, byte[] two) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(first));
            zip.write(one);
            zip.putNextEntry(new ZipEntry(second));
            zip.write(two);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] image() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
