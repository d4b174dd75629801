package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Api;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all commands have in common: the server, and as whom it is asked. */
@Command(
        name = "descent",
        description = "Trains models: the command line of a Descent server.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        subcommands = {
            Submit.class,
            JobsCommand.class,
            JobCommand.class,
            Logs.class,
            Wait.class,
            Cancel.class,
            Pause.class,
            Resume.class,
            ModelsCommand.class,
            DatasetsCommand.class,
            CatalogCommand.class,
            WhoAmI.class,
            Completion.class,
            VersionCommand.class,
            HelpOn.class
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; a job that was followed or waited for has succeeded",
            "1:the job failed, or the server refused or failed",
            "2:the command line or the spec file cannot be understood",
            "3:the job was cancelled",
            "4:there is no such job, model or data set",
            "5:the server cannot be reached, or lacks what it needs to answer",
            "6:not logged in, or not allowed",
            "130:stopped by Ctrl-C; the job goes on",
            "141:nobody reads the output any more"
        },
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  DESCENT_SERVER    the server, instead of --server",
            "  DESCENT_API_KEY   an API key, sent as a bearer token",
            "  DESCENT_PROJECT   the project, instead of --project",
            "  NO_COLOR          no colours",
            "",
            "'descent COMMAND --help' has examples. 'descent serve' starts a server."
        })
public final class Root {
    private static final String DEFAULT_SERVER = "http://127.0.0.1:8080";

    private final Terminal terminal;

    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The server (or DESCENT_SERVER; default " + DEFAULT_SERVER + ").")
    private @Nullable String server;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The project, for who has several (or DESCENT_PROJECT).")
    private @Nullable String project;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A file with the API key (or DESCENT_API_KEY, the key itself).")
    private @Nullable String keyFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    @SuppressWarnings("unused") // Read by picocli.
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    @SuppressWarnings("unused") // Read by picocli.
    private boolean version;

    private Root(Terminal terminal) {
        this.terminal = terminal;
    }

    public static CommandLine commandLine(Terminal terminal) {
        CommandLine commandLine = new CommandLine(new Root(terminal));
        commandLine
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(terminal.outStyle().colours() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.min(100, Math.max(80, terminal.columns())))
                .setUsageHelpAutoWidth(false)
                .registerConverter(Format.Kind.class, new Words<>(Format.Kind.class))
                .registerConverter(Logs.Form.class, new Words<>(Logs.Form.class))
                .registerConverter(Completion.Shell.class, new Words<>(Completion.Shell.class))
                .setAbbreviatedOptionsAllowed(false)
                .setParameterExceptionHandler(new Complaints(terminal)::misused)
                .setExecutionExceptionHandler((e, command, parsed) -> new Complaints(terminal).failed(e));
        return commandLine;
    }

    Terminal terminal() {
        return terminal;
    }

    /** The server that options and environment name. */
    Api api() {
        return new Api(Address.of(
                given(server, "DESCENT_SERVER", DEFAULT_SERVER), key(), given(project, "DESCENT_PROJECT", "")));
    }

    private String given(@Nullable String option, String variable, String otherwise) {
        if (option != null) {
            return option;
        }
        String value = terminal.variable(variable);
        return value == null ? otherwise : value;
    }

    private @Nullable String key() {
        if (keyFile == null) {
            return terminal.variable("DESCENT_API_KEY");
        }
        try {
            return Files.readString(Path.of(keyFile)).strip();
        } catch (IOException | InvalidPathException e) {
            throw new Failure(Exit.USAGE, "The key file \"" + keyFile + "\" cannot be read.");
        }
    }
}
