package dev.descent.cli.commands;

import dev.descent.cli.follow.Following;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.spec.SpecFile;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** {@code descent submit}. */
@Command(
        name = "submit",
        description = {
            "Submits a job.",
            "",
            "A submission whose answer is lost is sent again under the same idempotency key: it never becomes two jobs. "
                    + "With --follow the exit code is the job's: 0 if it succeeded, 1 if it failed, 3 if it was cancelled."
        },
        footer = {
            "  descent submit spec.yaml --follow",
            "  descent submit spec.yaml --set optimizer.type=lion --set learning_rate=1e-4 --name try-2",
            "  descent submit spec.yaml --dry-run",
            "  job=$(descent submit spec.yaml -o id)",
            "  generate-spec | descent submit - --follow -o json | jq .latest_metrics"
        })
final class Submit extends Operation {
    @Parameters(paramLabel = "SPEC", description = "The job spec: a file of YAML or JSON, or - for standard input.")
    private String file = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Stays until the job ends, and shows its progress.")
    private boolean follow;

    @Option(names = "--dry-run", description = "Checks and estimates only.")
    private boolean dryRun;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Sets a field of the spec, such as optimizer.beta1=0.8 or transforms.0.max_norm=2; may be "
                    + "repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "The job's name.")
    private @Nullable String name;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description =
                    "The submission's own name: with the same key and spec the same job is answered. Made up unless "
                            + "given.")
    private @Nullable String idempotencyKey;

    @Mixin
    private Format format;

    @Override
    public Integer call() {
        if (follow && dryRun) {
            throw new Failure(Exit.USAGE, "A dry run makes no job that could be followed.");
        }
        SpecFile spec = SpecFile.read(file, terminal().in());
        sets.forEach(spec::set);
        if (name != null) {
            spec.set("--name", List.of("name"), StringNode.valueOf(name));
        }
        String key = idempotencyKey == null ? "cli-" + UUID.randomUUID() : idempotencyKey;
        JsonNode answer;
        try {
            answer = api().post(dryRun ? "/v1/jobs?dry_run=true" : "/v1/jobs", spec.content(), key);
        } catch (Failure e) {
            throw spec.located(e);
        }
        if (dryRun) {
            format.print(terminal(), answer, result -> new Estimates(terminal()).print(result));
            return Exit.OK;
        }
        String id = answer.path("id").asString();
        if (!follow) {
            format.print(terminal(), answer, job -> new JobTables(terminal()).submitted(job));
            return Exit.OK;
        }
        terminal().say(new JobTables(terminal()).headline(answer));
        JsonNode job = new Following(api(), terminal())
                .watch(id, answer.path("progress").path("total_steps").asLong(0));
        format.print(terminal(), job, one -> new JobTables(terminal()).one(one));
        return Following.exit(job);
    }
}
