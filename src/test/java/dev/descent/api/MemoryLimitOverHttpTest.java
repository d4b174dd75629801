package dev.descent.api;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "descent.memory-limit=100MB")
class MemoryLimitOverHttpTest extends ApiTest {
    private static final String SPEC =
            "{\"dataset\": \"iris\", \"objective\": \"classification\", \"model\": {\"type\": \"mlp\","
                    + " \"hidden\": %s}, \"sampler\": {\"type\": \"with_replacement\", \"batch_size\": %d}, \"duration\": {\"steps\": 1}}";

    @Test
    void aJobThatWouldNotFitIsRefusedWithBothFiguresAndWhatToChange() {
        for (String path : List.of("/v1/jobs", "/v1/jobs?dry_run=true")) {
            client.post(path, SPEC.formatted("[3000, 3000]", 8))
                    .assertProblem(422, "invalid_spec")
                    .assertPointers("/model")
                    .assertDetail("too_much_memory")
                    .assertDetail("the job needs about 3")
                    .assertDetail("may use 104857600 here");
            client.post(path, SPEC.formatted("[100]", 100_000))
                    .assertProblem(422, "invalid_spec")
                    .assertPointers("/sampler/batch_size")
                    .assertDetail("choose a smaller batch or model");
        }
        client.await(client.submit(SPEC.formatted("[100]", 8)));
    }
}
