package dev.descent.jobs;

import dev.descent.datasets.Datasets;
import dev.descent.datasets.NameTaken;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.ExampleScore;
import dev.descent.training.TrainingSet;
import dev.descent.training.TrainingSpec;
import dev.descent.training.selection.SubsetRule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What can be known to be wrong with a subset before its job runs. */
@Component
class SubsetChecks {
    private static final String POINTER = "/subset";

    private final Datasets datasets;

    SubsetChecks(Datasets datasets) {
        this.datasets = datasets;
    }

    /** What is wrong with it whatever the data. */
    List<Violation> objections(ProjectId project, @Nullable SubsetSpec subset, TrainingSpec training) {
        List<Violation> violations = new ArrayList<>();
        if (subset == null) {
            return violations;
        }
        try {
            datasets.checkName(project, subset.name());
        } catch (InvalidOptions e) {
            violations.addAll(e.under(POINTER).violations());
        } catch (NameTaken e) {
            violations.add(new Violation(POINTER + "/name", "name_taken", String.valueOf(e.getMessage())));
        }
        List<String> scores = training.diagnostics().stream()
                .filter(ExampleScore.class::isInstance)
                .flatMap(score -> ((ExampleScore) score).columns().stream())
                .toList();
        if (scores.isEmpty()) {
            violations.add(new Violation(
                    POINTER + "/score",
                    "unknown_score",
                    "must be a score that the job finds out about each example, but it asks for none: add one, such as"
                            + " el2n, under diagnostics"));
        } else if (!scores.contains(subset.score())) {
            violations.add(new Violation(
                    POINTER + "/score",
                    "unknown_score",
                    "must be one of " + String.join(", ", scores) + ", which the diagnostics find out, but is \""
                            + subset.score() + "\""));
        }
        return violations;
    }

    /** What is wrong with its groups on these data. */
    List<Violation> objections(@Nullable SubsetSpec subset, TrainingSet rows) {
        if (subset != null && (subset.column() != null || isBalanced(subset))) {
            try {
                rows.groups(subset.column());
            } catch (InvalidOptions e) {
                return e.under(POINTER + "/column").violations();
            }
        }
        return List.of();
    }

    /** What is allowed but probably not meant. */
    List<String> warnings(@Nullable SubsetSpec subset) {
        return subset != null && subset.column() != null && !isBalanced(subset)
                ? List.of("the column of the subset does nothing without balance")
                : List.of();
    }

    private static boolean isBalanced(SubsetSpec subset) {
        return subset.rule().balance() != SubsetRule.Balance.NONE;
    }
}
