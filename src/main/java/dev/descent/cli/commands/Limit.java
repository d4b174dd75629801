package dev.descent.cli.commands;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import picocli.CommandLine.Option;

/** How much of a list is asked for. */
final class Limit {
    private static final int USUAL = 30;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 0 for all (default " + USUAL + ").")
    private int most = USUAL;

    int most() {
        if (most < 0) {
            throw new Failure(Exit.USAGE, "--limit must be at least 0 but is " + most + ".");
        }
        return most;
    }
}
