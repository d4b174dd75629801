package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code descent job}. */
@Command(
        name = "job",
        description = "Shows a job.",
        footer = {
            "  descent job job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent job job_01M80ZS3K3S3KVW85EZP0WVC5B -o json | jq .latest_metrics"
        })
class JobCommand extends Operation {
    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Mixin
    private Format format;

    @Override
    public Integer call() {
        format.print(terminal(), api().get("/v1/jobs/" + Address.part(id)), job -> new JobTables(terminal()).one(job));
        return Exit.OK;
    }
}
