package dev.descent.training.samplers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.Groups;
import dev.descent.training.TrainingSet;
import org.jspecify.annotations.Nullable;

/** Which groups examples are drawn by. */
public record Grouping(
        @Option(value = "The column of the groups: categories. Null: the class.", minSize = 1, maxSize = 200) @Nullable
        String group) {
    public Grouping {
        Options.check(Grouping.class, group);
    }

    public Grouping() {
        this(null);
    }

    /** @throws InvalidOptions at {@code /group} if the examples have no such groups */
    Groups of(TrainingSet set) {
        try {
            return set.groups(group);
        } catch (InvalidOptions e) {
            throw e.under("/group");
        }
    }
}
