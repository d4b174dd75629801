package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code descent completion}. */
@Command(
        name = "completion",
        description = "Prints a script that lets a shell complete commands, options and their values.",
        footer = {
            "  source <(descent completion bash)",
            "  descent completion bash > ~/.local/share/bash-completion/completions/descent",
            "  descent completion zsh > ~/.descent-completion && echo 'source ~/.descent-completion' >> ~/.zshrc"
        })
final class Completion extends Operation {
    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    @SuppressWarnings("unused") // Other shells are refused; for these it makes no difference.
    private Shell shell = Shell.BASH;

    /** Both read the same script, which finds out where it runs. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        terminal().out().print(AutoComplete.bash("descent", command().root().commandLine()));
        terminal().flush();
        return Exit.OK;
    }
}
