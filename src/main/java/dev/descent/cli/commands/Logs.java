package dev.descent.cli.commands;

import dev.descent.cli.follow.EventLine;
import dev.descent.cli.follow.Following;
import dev.descent.cli.http.Address;
import dev.descent.cli.http.Api;
import dev.descent.cli.http.Event;
import dev.descent.cli.http.EventSource;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code descent logs}. */
@Command(
        name = "logs",
        description = {
            "Prints what has happened to a job, a line for each event.",
            "",
            "With --follow it stays until the job ends, and the exit code is the job's: 0 if it succeeded, 1 if it "
                    + "failed, 3 if it was cancelled."
        },
        footer = {
            "  descent logs job_01M80ZS3K3S3KVW85EZP0WVC5B --follow",
            "  descent logs job_01M80ZS3K3S3KVW85EZP0WVC5B -o json | jq -r 'select(.type == \"log\") | .data.message'",
            "  descent logs job_01M80ZS3K3S3KVW85EZP0WVC5B --after 120"
        })
final class Logs extends Operation {
    private static final int PAGE = 1000;

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String id = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Stays until the job ends.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "N", description = "Only events after this one, by its number.")
    private long after;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "One of ${COMPLETION-CANDIDATES}; json is an object a line.")
    private Form form = Form.TEXT;

    /** How an event is printed. */
    enum Form {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        if (after < 0) {
            throw new Failure(Exit.USAGE, "--after must be at least 0 but is " + after + ".");
        }
        Api api = api();
        if (follow) {
            return Following.exit(new Following(api, terminal()).tell(id, after, new Printing()));
        }
        long last = after;
        while (true) {
            JsonNode page = api.get("/v1/jobs/" + Address.part(id) + "/events?limit=" + PAGE + "&after=" + last);
            for (JsonNode event : page.path("data")) {
                last = event.path("seq").asLong();
                print(new Event(last, event.path("type").asString(""), event.path("data")));
            }
            if (page.path("next_cursor").isNull()) {
                return Exit.OK;
            }
        }
    }

    private void print(Event event) {
        terminal()
                .print(
                        form == Form.JSON
                                ? EventLine.json(event)
                                : EventLine.of(event, terminal().outStyle()));
    }

    /** Prints events as they come. */
    private final class Printing implements EventSource.Listener {
        @Override
        public void event(Event event) {
            print(event);
        }

        @Override
        public void lost() {
            terminal().say("connection lost, trying again");
        }

        @Override
        public void back() {
            terminal().say("connected again");
        }
    }
}
