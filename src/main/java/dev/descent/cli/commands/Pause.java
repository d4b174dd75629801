package dev.descent.cli.commands;

import picocli.CommandLine.Command;

/** {@code descent pause}. */
@Command(
        name = "pause",
        description = "Pauses jobs: their exact state is kept, and resumed they go on bit for bit.",
        footer = {
            "  descent pause job_01M80ZS3K3S3KVW85EZP0WVC5B",
            "  descent jobs --label team:vision --state running --limit 0 -o id | xargs -r descent pause"
        })
final class Pause extends Control {
    @Override
    String verb() {
        return "pause";
    }
}
