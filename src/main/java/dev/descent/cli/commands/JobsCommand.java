package dev.descent.cli.commands;

import dev.descent.cli.http.Address;
import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Pages;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code descent jobs}. */
@Command(
        name = "jobs",
        description = "Lists jobs, newest first.",
        subcommands = JobsCommand.Show.class,
        footer = {
            "  descent jobs",
            "  descent jobs --state running --state queued",
            "  descent jobs --label team:vision --limit 0 -o json | jq -r '.data[].name'",
            "  descent jobs show job_01M80ZS3K3S3KVW85EZP0WVC5B"
        })
final class JobsCommand extends Operation {
    @Option(
            names = "--state",
            paramLabel = "STATE",
            completionCandidates = States.class,
            description = "Only jobs in this state: ${COMPLETION-CANDIDATES}; may be repeated.")
    private List<String> states = new ArrayList<>();

    @Option(
            names = "--label",
            paramLabel = "KEY:VALUE",
            description = "Only jobs with this label; may be repeated: all must be there.")
    private List<String> labels = new ArrayList<>();

    @Mixin
    private Limit limit;

    @Mixin
    private Format format;

    /** What a job can be. */
    static final class States implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return List.of("queued", "running", "pausing", "paused", "cancelling", "succeeded", "failed", "cancelled")
                    .iterator();
        }
    }

    @Override
    public Integer call() {
        String query = Stream.concat(
                        states.stream().map(state -> "&state=" + Address.part(state)),
                        labels.stream().map(label -> "&label=" + Address.part(label)))
                .collect(Collectors.joining());
        format.print(
                terminal(),
                Pages.list(api(), "/v1/jobs", query, limit.most()),
                jobs -> new JobTables(terminal()).list(jobs));
        return Exit.OK;
    }

    /** {@code descent jobs show}, which is {@code descent job}. */
    @Command(
            name = "show",
            description = "Shows a job.",
            footer = "  descent jobs show job_01M80ZS3K3S3KVW85EZP0WVC5B -o yaml")
    static final class Show extends JobCommand {}
}
