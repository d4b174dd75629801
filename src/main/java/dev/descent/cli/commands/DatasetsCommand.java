package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Pages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code descent datasets}. */
@Command(
        name = "datasets",
        description = "Lists data sets, newest first.",
        subcommands = {DatasetsCommand.Show.class, DatasetsAdd.class},
        footer = {
            "  descent datasets",
            "  descent datasets show houses",
            "  descent datasets add houses.csv --target price"
        })
final class DatasetsCommand extends Operation {
    @Mixin
    private Limit limit;

    @Mixin
    private Format format;

    @Override
    public Integer call() {
        format.print(
                terminal(),
                Pages.list(api(), "/v1/datasets", "", limit.most()),
                sets -> new DatasetTables(terminal()).list(sets));
        return Exit.OK;
    }

    /** {@code descent datasets show}. */
    @Command(
            name = "show",
            description = "Shows a data set.",
            footer = {"  descent datasets show digits", "  descent datasets show 'glyphs?rows=60000&seed=7' -o json"})
    static final class Show extends Operation {
        @Parameters(paramLabel = "DATASET", description = "Its id or name.")
        private String id = "";

        @Mixin
        private Format format;

        @Override
        public Integer call() {
            format.print(
                    terminal(),
                    api().get("/v1/datasets/" + Address.part(id)),
                    set -> new DatasetTables(terminal()).one(set));
            return Exit.OK;
        }
    }
}
