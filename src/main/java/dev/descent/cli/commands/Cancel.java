package dev.descent.cli.commands;

import picocli.CommandLine.Command;

/** {@code descent cancel}. */
@Command(
        name = "cancel",
        description = "Cancels jobs: waiting ones at once, running ones after their current step.",
        footer = {
            "  descent cancel job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent jobs --label team:vision --state running --limit 0 -o id | xargs -r descent cancel"
        })
final class Cancel extends Control {
    @Override
    String verb() {
        return "cancel";
    }
}
