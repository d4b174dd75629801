package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.api.ApiTest;
import java.io.IOException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Commands whose connections are cut in the middle. */
class CutCommandsTest extends ApiTest {
    private static final String SPEC =
            "{dataset: iris, model: linear, objective: classification, duration: {steps: 60}, labels: {cut: %s}}";
    private static final Pattern KEY = Pattern.compile("Idempotency-Key: (\\S+)");

    @Test
    void aSubmissionWhoseAnswerIsLostIsSentAgainAndIsOneJob() throws IOException {
        try (CuttingProxy proxy = new CuttingProxy(url(), 0, 20)) {
            String id = Typed.at(proxy.url())
                    .piped(SPEC.formatted("twice"))
                    .run("submit", "-", "-o", "id")
                    .assertExit(0)
                    .out()
                    .strip();
            assertThat(proxy.left()).isZero();
            List<String> keys = KEY.matcher(String.join("\n", proxy.sent()))
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(keys).hasSize(3);
            assertThat(keys).containsOnly(keys.get(0));
            assertThat(Typed.at(url())
                            .run("jobs", "--label", "cut:twice", "-o", "id")
                            .lines())
                    .containsExactly(id);
        }
    }

    @Test
    void aStreamThatIsCutGoesOnAndTellsEachEventOnce() throws IOException {
        Typed direct = Typed.at(url());
        String id = direct.piped(SPEC.formatted("stream"))
                .run("submit", "-", "-o", "id")
                .assertExit(0)
                .out()
                .strip();
        // Cut in the answer's head, in the middle of events, and between them.
        try (CuttingProxy proxy = new CuttingProxy(url(), 40, 1200, 3001, 5000)) {
            Typed.Result followed =
                    Typed.at(proxy.url()).run("logs", id, "--follow").assertExit(0);
            assertThat(proxy.left()).isZero();
            assertThat(followed.lines()).isEqualTo(direct.run("logs", id).lines());
            followed.assertSays("connection lost, trying again", "connected again");
            assertThat(String.join("", proxy.sent())).containsPattern("Last-Event-ID: [1-9]");
        }
    }

    @Test
    void aServerThatIsNotThereIsToldApartFromOneThatRefuses() {
        Typed nowhere = Typed.at("127.0.0.1:1");
        nowhere.run("jobs").assertExit(5).assertSays("Cannot reach http://127.0.0.1:1", "--server");
        nowhere.run("version").assertExit(5).assertPrints("descent ");
        Typed.at("ftp://somewhere").run("jobs").assertExit(2);
        Typed.at(url() + "/nothing").run("jobs").assertExit(4);
    }
}
