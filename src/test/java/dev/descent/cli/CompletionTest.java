package dev.descent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    private Path folder;

    private Path script;

    @BeforeEach
    void write() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "there is no bash to try it with");
        script = folder.resolve("completion");
        Files.writeString(
                script,
                Typed.at("nowhere").run("completion", "bash").assertExit(0).out());
    }

    @Test
    void bashAcceptsTheScript() throws Exception {
        assertThat(bash("-n", script.toString())).isEmpty();
    }

    @Test
    void commandsOptionsAndValuesAreCompleted() throws Exception {
        assertThat(completed("descent", "sub")).containsExactly("submit");
        assertThat(completed("descent", "models", "p")).containsExactly("pull");
        assertThat(completed("descent", "submit", "--fo")).containsExactly("--follow");
        assertThat(completed("descent", "jobs", "--state", "ca")).containsExactly("cancelling", "cancelled");
        assertThat(completed("descent", "jobs", "-o", "j")).containsExactly("json");
        assertThat(completed("descent", "completion", "z")).containsExactly("zsh");
    }

    @Test
    void otherShellsAreRefused() {
        Typed.at("nowhere").run("completion", "tcsh").assertExit(2).assertSays("bash, zsh");
        Typed.at("nowhere").run("completion").assertExit(2);
    }

    /** What the shell would offer for the last of these words. */
    private List<String> completed(String... words) throws Exception {
        String line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; _complete_descent 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return bash("-c", line).lines().map(String::strip).toList();
    }

    private static String bash(String... args) throws Exception {
        String[] command = new String[args.length + 1];
        command[0] = BASH.toString();
        System.arraycopy(args, 0, command, 1, args.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
