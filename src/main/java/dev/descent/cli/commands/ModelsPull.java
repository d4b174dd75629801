package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Api;
import dev.descent.cli.http.Download;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.terminal.Bar;
import dev.descent.cli.terminal.Text;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code descent models pull}. */
@Command(
        name = "pull",
        description = {
            "Downloads the files of a model, and prints their paths.",
            "",
            "A file appears when it is whole and has the right digest; what was cut off is gone on with by the next pull. "
                    + "Files that are there and right are left alone; others are overwritten with --force only."
        },
        footer = {
            "  descent models pull job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent models pull model_01M80ZS42F2JXYYXEG6VZZAM3A --dir digits",
            "  descent models pull model_01M80ZS42F2JXYYXEG6VZZAM3A weights.safetensors --dir . --force"
        })
final class ModelsPull extends Operation {
    /** A name that stays in the directory, whatever the server says. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

    @Parameters(index = "0", paramLabel = "MODEL", description = "The id of a model, or of the job that made it.")
    private String id = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "FILE", description = "Only these files.")
    private List<String> wanted = new ArrayList<>();

    @Option(
            names = {"-d", "--dir"},
            paramLabel = "DIR",
            description = "Where to, made if it is not there; a directory named like the model unless given.")
    private @Nullable String directory;

    @Option(names = "--force", description = "Overwrites files that are there.")
    private boolean force;

    @Override
    public Integer call() {
        Api api = api();
        JsonNode model = new ModelLookup(api).find(id);
        String modelId = plain(model.path("id").asString(""));
        Path target = directory(directory == null ? modelId : directory);
        List<Download> downloads = new ArrayList<>();
        for (JsonNode file : chosen(model)) {
            String name = plain(file.path("name").asString(""));
            downloads.add(new Download(
                    api,
                    "/v1/models/" + Address.part(modelId) + "/files/" + Address.part(name),
                    target.resolve(name),
                    file.path("size_bytes").asLong(),
                    file.path("digest").asString("")));
        }
        // All of them are looked at before the first is written.
        downloads.forEach(download -> download.check(force));
        downloads.forEach(this::pull);
        return Exit.OK;
    }

    private List<JsonNode> chosen(JsonNode model) {
        List<JsonNode> files = model.path("files").valueStream().toList();
        List<String> names =
                files.stream().map(file -> file.path("name").asString("")).toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new Failure(
                        Exit.NOT_FOUND,
                        "The model has no file \"" + name + "\"; it has "
                                + names.stream().collect(Collectors.joining(", ")) + ".");
            }
        }
        return files.stream()
                .filter(file ->
                        wanted.isEmpty() || wanted.contains(file.path("name").asString("")))
                .toList();
    }

    private static String plain(String name) {
        if (!PLAIN_NAME.matcher(name).matches()) {
            throw new Failure(Exit.FAILED, "The server names a file \"" + name + "\", which is not written.");
        }
        return name;
    }

    private static Path directory(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Failure(Exit.USAGE, "\"" + name + "\" is no directory.");
        }
    }

    private void pull(Download download) {
        if (!terminal().liveErr()) {
            download.run(done -> {});
        } else {
            Bar bar = new Bar(terminal());
            try {
                download.run(done -> bar.show(bar.drawn(done / (double) Math.max(1, download.size())) + "  "
                        + download.target().getFileName() + "  " + Text.bytes(done) + " of "
                        + Text.bytes(download.size())));
            } finally {
                bar.close();
            }
        }
        terminal().print(download.target().toString());
    }
}
