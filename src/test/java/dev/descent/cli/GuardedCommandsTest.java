package dev.descent.cli;

import dev.descent.api.GuardedApiTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedCommandsTest extends GuardedApiTest {
    @TempDir
    private Path folder;

    @Test
    void whoHasNoKeyIsToldHowToGiveOne() {
        Typed.at(url()).run("jobs").assertExit(6).assertSays("DESCENT_API_KEY");
        Typed.at(url()).run("logs", "job_x", "--follow").assertExit(6);
        Typed.at(url()).with("DESCENT_API_KEY", "wrong").run("jobs").assertExit(6);
        Typed.at(url()).with("DESCENT_API_KEY", "two words").run("jobs").assertExit(2);
    }

    @Test
    void aKeyComesFromTheEnvironmentOrAFile() throws IOException {
        Typed.at(url())
                .with("DESCENT_API_KEY", OPERATOR_KEY)
                .run("whoami")
                .assertExit(0)
                .assertPrints("operator");
        String file =
                Files.writeString(folder.resolve("key"), OPERATOR_KEY + "\n").toString();
        Typed.at(url()).run("--key-file", file, "whoami").assertExit(0).assertPrints("operator");
        Typed.at(url()).run("whoami", "--key-file", folder + "/none").assertExit(2);
    }

    @Test
    void theProjectIsChosenByOptionOrEnvironment() {
        Typed operator = Typed.at(url()).with("DESCENT_API_KEY", OPERATOR_KEY);
        operator.run("jobs", "--project", "nobodys").assertExit(4).assertSays("nobodys");
        operator.with("DESCENT_PROJECT", "nobodys").run("jobs").assertExit(4);
    }
}
