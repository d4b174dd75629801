package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.http.Form;
import dev.descent.cli.json.Json;
import dev.descent.cli.spec.SpecFile;
import dev.descent.cli.terminal.Text;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** {@code descent datasets add}. */
@Command(
        name = "add",
        description = {
            "Uploads a data set.",
            "",
            "CSV, TSV, JSON lines, Parquet, NPZ, or a zip of images in one folder per class; the ending of the file's "
                    + "name tells which. Types are inferred unless a schema gives them."
        },
        footer = {
            "  descent datasets add houses.csv",
            "  descent datasets add houses.csv --name houses-2026 --target price",
            "  descent datasets add patients.parquet --schema schema.yaml",
            "",
            "A schema may say: target, task, types (by column), privacy_budget (epsilon, delta)."
        })
final class DatasetsAdd extends Operation {
    @Parameters(paramLabel = "FILE", description = "What is uploaded.")
    private String file = "";

    @Option(names = "--name", paramLabel = "NAME", description = "Its name; the file's, less its ending, unless given.")
    private @Nullable String name;

    @Option(names = "--target", paramLabel = "COLUMN", description = "The target column; the last one unless given.")
    private @Nullable String target;

    @Option(names = "--schema", paramLabel = "FILE", description = "A schema in YAML or JSON, or - for standard input.")
    private @Nullable String schemaFile;

    @Option(
            names = "--derived-from",
            paramLabel = "DATASET",
            description = "The data set whose rows these were; they share its privacy ledger.")
    private @Nullable String derivedFrom;

    @Mixin
    private Format format;

    @Override
    public Integer call() {
        Path path = readable();
        Optional<SpecFile> schema = schema();
        Form form = new Form().field("name", name == null ? nameOf(path) : name);
        schema.ifPresent(given -> form.field("schema", Json.write(given.content())));
        if (derivedFrom != null) {
            form.field("derived_from", derivedFrom);
        }
        JsonNode answer;
        try {
            // The file last, so that a server may refuse the rest before it.
            answer = api().post("/v1/datasets", form.file("file", path), "cli-" + UUID.randomUUID());
        } catch (FileNotFoundException e) {
            throw unreadable();
        }
        format.print(
                terminal(),
                answer,
                set -> terminal()
                        .print(Text.clean(set.path("id").asString("") + "  "
                                + set.path("name").asString("") + "  "
                                + set.path("rows").asString("") + " rows, "
                                + set.path("features").size() + " features, "
                                + set.path("task").asString("") + " of "
                                + set.path("target").asString("-"))));
        return Exit.OK;
    }

    private Path readable() {
        try {
            Path path = Path.of(file);
            if (Files.isRegularFile(path) && Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw unreadable();
        }
        throw unreadable();
    }

    private Failure unreadable() {
        return new Failure(Exit.USAGE, "\"" + file + "\" is no file that can be read.");
    }

    private Optional<SpecFile> schema() {
        if (schemaFile == null && target == null) {
            return Optional.empty();
        }
        SpecFile schema = schemaFile == null
                ? SpecFile.empty()
                : SpecFile.read(schemaFile, terminal().in());
        if (target != null) {
            schema.set("--target", List.of("target"), StringNode.valueOf(target));
        }
        return Optional.of(schema);
    }

    /** The file's, in letters that names may have. */
    private static String nameOf(Path path) {
        String fileName = String.valueOf(path.getFileName()).replaceAll("(?i)\\.gz$", "");
        int dot = fileName.lastIndexOf('.');
        return (dot <= 0 ? fileName : fileName.substring(0, dot))
                .replaceAll("[^A-Za-z0-9 ._-]", "-")
                .replaceAll("^[^A-Za-z0-9]+", "");
    }
}
