package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.json.Json;
import dev.descent.cli.terminal.Style;
import dev.descent.cli.terminal.Table;
import dev.descent.cli.terminal.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code descent models}. */
@Command(
        name = "models",
        description = "Shows and downloads what succeeded jobs left.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelsCommand.Show.class, ModelsPull.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  descent models show model_01M80ZS42F2JXYYXEG6VZZAM3A",
            "  descent models pull job_01M80ZS3K3S3KVW85EZP0WVC5B --dir digits"
        })
final class ModelsCommand {
    /** {@code descent models show}. */
    @Command(
            name = "show",
            description = "Shows a model and where it comes from.",
            footer = {
                "  descent models show model_01M80ZS42F2JXYYXEG6VZZAM3A",
                "  descent models show job_01M80ZS3K3S3KVW85EZP0WVC5B -o yaml"
            })
    static final class Show extends Operation {
        @Parameters(paramLabel = "MODEL", description = "The id of a model, or of the job that made it.")
        private String id = "";

        @Mixin
        private Format format;

        @Override
        public Integer call() {
            format.print(terminal(), new ModelLookup(api()).find(id), this::table);
            return Exit.OK;
        }

        private void table(JsonNode model) {
            Table table = new Table()
                    .row("id", model.path("id").asString(""))
                    .row("job", model.path("job").asString(""))
                    .row("architecture", JobTables.type(model.path("architecture")))
                    .row("parameters", model.path("parameters").asString(""))
                    .row(
                            "dataset",
                            model.path("provenance")
                                    .path("dataset")
                                    .path("name")
                                    .asString("-"))
                    .row("created", Ages.at(model.path("created_at")));
            model.path("metrics")
                    .properties()
                    .forEach(metric -> table.row(
                            metric.getKey(),
                            metric.getValue().isNumber()
                                    ? Text.number(metric.getValue().doubleValue())
                                    : Json.write(metric.getValue())));
            Style style = terminal().outStyle();
            table.print(terminal(), (column, cell) -> column == 0 ? style.faint(cell) : cell);
            terminal().print("");
            Table files = new Table(style, "FILE", "SIZE", "DIGEST");
            for (JsonNode file : model.path("files")) {
                files.row(
                        file.path("name").asString(""),
                        Text.bytes(file.path("size_bytes").asLong(0)),
                        file.path("digest").asString(""));
            }
            files.print(terminal());
        }
    }
}
