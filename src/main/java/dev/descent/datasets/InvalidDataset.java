package dev.descent.datasets;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.List;

/** Thrown when an uploaded file cannot become a data set. */
public class InvalidDataset extends InvalidOptions {
    public InvalidDataset(List<Violation> violations) {
        super(violations);
    }
}
