package dev.descent.jobs;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.List;

/** Thrown when a spec cannot become a job. */
public class InvalidSpec extends InvalidOptions {
    public InvalidSpec(List<Violation> violations) {
        super(violations);
    }
}
