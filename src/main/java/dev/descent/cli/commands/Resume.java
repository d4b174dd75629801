package dev.descent.cli.commands;

import picocli.CommandLine.Command;

/** {@code descent resume}. */
@Command(
        name = "resume",
        description = "Resumes paused jobs: they are queued again.",
        footer = {
            "  descent resume job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent jobs --label team:vision --state paused --limit 0 -o id | xargs -r descent resume"
        })
final class Resume extends Control {
    @Override
    String verb() {
        return "resume";
    }
}
