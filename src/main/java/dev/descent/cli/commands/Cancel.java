package dev.descent.cli.commands;

import picocli.CommandLine.Command;

/** {@code descent cancel}. */
@Command(
        name = "cancel",
        description = "Cancels jobs: waiting ones at once, running ones after their current step.",
        footer = {
            "  descent cancel job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent cancel $(descent jobs --label team:vision --state running -o id)"
        })
final class Cancel extends Control {
    @Override
    String verb() {
        return "cancel";
    }
}
