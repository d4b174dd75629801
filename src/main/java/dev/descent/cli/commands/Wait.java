package dev.descent.cli.commands;

import dev.descent.cli.follow.Following;
import dev.descent.cli.http.Address;
import dev.descent.cli.http.Api;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code descent wait}. */
@Command(
        name = "wait",
        description = {
            "Waits until jobs have ended, and shows their progress.",
            "",
            "The exit code is 0 if all succeeded, else that of the first that did not: 1 if it failed, 3 if it was "
                    + "cancelled."
        },
        footer = {
            "  descent wait job_01M80ZS3K3S3KVW85EZP0WVC5B && descent models pull job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent jobs --state running --limit 0 -o id | xargs -r descent wait 2>/dev/null"
        })
final class Wait extends Operation {
    @Parameters(arity = "1..*", paramLabel = "JOB", description = "The jobs' ids.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private Format format;

    @Override
    public Integer call() {
        Api api = api();
        JobTables tables = new JobTables(terminal());
        int exit = Exit.OK;
        for (String id : ids) {
            int ended = await(api, tables, id);
            exit = exit == Exit.OK ? ended : exit;
        }
        return exit;
    }

    /** One that is not there says nothing about the others. */
    private int await(Api api, JobTables tables, String id) {
        try {
            JsonNode job = api.get("/v1/jobs/" + Address.part(id));
            if (ids.size() > 1) {
                terminal().say(tables.headline(job));
            }
            JsonNode ended = new Following(api, terminal())
                    .watch(id, job.path("progress").path("total_steps").asLong(0));
            format.print(terminal(), ended, one -> terminal().print(tables.headline(one)));
            return Following.exit(ended);
        } catch (Failure e) {
            return new Complaints(terminal()).failed(e);
        }
    }
}
