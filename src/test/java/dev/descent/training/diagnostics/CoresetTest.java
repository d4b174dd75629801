package dev.descent.training.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.ExampleScore;
import dev.descent.training.Sweep;
import dev.descent.training.models.TestExamples;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Rows 0, 2, 4, 6 are of class 0; rows 1, 3, 5 of class 1. */
class CoresetTest {
    private static final Examples EXAMPLES = new TestExamples(new Signature(List.of(2), List.of(), 2), 7);

    /** In each class one row stands apart from the others, which lie around one of them. */
    private record Errors(float... outputErrors) implements PartialSweep {}

    private static final Sweep SWEEP = new Errors(0, 0, 5, 5, 0.1f, 0, 5.1f, 5, -0.1f, 0, 1, 1, 0.9f, 0.9f);

    private static float[] column(ExampleScore.Scoring scoring, String name) {
        return Objects.requireNonNull(scoring.columns().get(name));
    }

    @Test
    void eachClassGivesItsPartInTheOrderOfTheGreedyChoice() {
        ExampleScore.Scoring scoring = new Coreset(0.5, 1).over(EXAMPLES, Map.of());

        scoring.sweep(SWEEP, true);

        float[] ranks = column(scoring, "coreset_rank");
        float[] weights = column(scoring, "coreset_weight");
        // The middle of three neighbours first, then the row apart from them.
        assertThat(ranks[0]).isEqualTo(0.25f);
        assertThat(ranks[6]).isEqualTo(0.5f);
        assertThat(weights[0]).isEqualTo(3);
        assertThat(weights[6]).isEqualTo(1);
        assertThat(ranks[2]).isEqualTo(2);
        assertThat(weights[4]).isZero();
        // Half of three rows are two: of the two that lie together, and the other.
        assertThat(ranks[5]).isEqualTo(2f / 3);
        assertThat(ranks[1]).isEqualTo(1f / 3);
        assertThat(weights[1]).isEqualTo(2);
    }

    @Test
    void allOfAClassCanBeRanked() {
        ExampleScore.Scoring scoring = new Coreset(1, 1).over(EXAMPLES, Map.of());

        scoring.sweep(SWEEP, true);

        assertThat(column(scoring, "coreset_rank"))
                .contains(0.25f, 0.5f, 0.75f, 1)
                .doesNotContain(2);
        assertThat(column(scoring, "coreset_weight")).containsOnly(1);
    }
}
