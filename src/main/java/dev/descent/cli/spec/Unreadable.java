package dev.descent.cli.spec;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;

/** What a file has that is no spec, with its place. */
final class Unreadable {
    private Unreadable() {}

    static Failure of(String file, String sentence) {
        return new Failure(Exit.USAGE, file + ": " + sentence);
    }

    static Failure at(String file, Optional<Mark> mark, String sentence) {
        return of(mark.map(m -> file + ":" + (m.getLine() + 1)).orElse(file), sentence);
    }
}
