package dev.descent.training.diagnostics;

import static dev.descent.training.diagnostics.Columns.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.training.ExampleScore;
import dev.descent.training.Objective;
import dev.descent.training.models.TestExamples;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores of what is seen of batches, against sequences worked out by hand. Row r is of class r mod 2. */
class BatchScoresTest {
    private static final Examples EXAMPLES = new TestExamples(new Signature(List.of(1), List.of(), 2), 4);
    private static final int STEPS = 10;

    private static ExampleScore.Scoring scoring(ExampleScore score) {
        return score.over(EXAMPLES, Map.of());
    }

    /** @param outputs two for each row */
    private static void see(ExampleScore.Scoring scoring, long step, int[] rows, float[] losses, float... outputs) {
        float[] targets = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            targets[i] = EXAMPLES.target(rows[i]);
        }
        List<Objective.Judgement> judgements = new Classification().judge(outputs, targets);
        scoring.saw(new ExampleScore.Seen(rows, losses, judgements, step, (double) step / STEPS, 0, 0.1));
    }

    private static void predict(ExampleScore.Scoring scoring, long step, int row, int predicted) {
        see(scoring, step, new int[] {row}, new float[1], predicted == 0 ? 1 : 0, predicted);
    }

    @Test
    void forgettingCountsEachTimeThatRightBecomesWrong() {
        ExampleScore.Scoring scoring = scoring(new Forgetting());
        int[] ofRow0 = {1, 0, 0, 1, 0, 1, 1};
        int[] ofRow1 = {1, 1, 1};
        int[] ofRow2 = {1, 1, 1, 1};
        for (int t = 0; t < ofRow0.length; t++) {
            predict(scoring, t, 0, ofRow0[t]);
        }
        for (int t = 0; t < ofRow1.length; t++) {
            predict(scoring, t, 1, ofRow1[t]);
        }
        for (int t = 0; t < ofRow2.length; t++) {
            predict(scoring, t, 2, ofRow2[t]);
        }
        // Row 0, of class 0, is right at t = 1, 2 and 4. Row 2 is never right, and row 3 is never seen.
        assertThat(scoring.columns().get("forgetting")).containsExactly(2, 0, 4, Float.NaN);
        assertThat(scoring.columns().get("learned")).containsExactly(1, 1, 0, Float.NaN);
    }

    @Test
    void whatWasNeverLearnedComesAfterAllThatWasForgotten() {
        ExampleScore.Scoring scoring = scoring(new Forgetting());
        for (int t = 0; t < 9; t++) {
            predict(scoring, t, 0, t % 2);
            predict(scoring, t, 2, 1);
        }
        float[] forgetting = column(scoring.columns(), "forgetting");
        assertThat(forgetting[0]).isEqualTo(4);
        assertThat(forgetting[2]).isGreaterThan(forgetting[0]);
    }

    @Test
    void lossesAreKeptByPartsOfTheRun() {
        ExampleScore.Scoring scoring = scoring(new ExampleLoss(2));
        see(scoring, 0, new int[] {0, 1}, new float[] {4, 8}, 0, 0, 0, 0);
        see(scoring, 4, new int[] {0, 0}, new float[] {2, 3}, 0, 0, 0, 0);
        see(scoring, 5, new int[] {0, 2}, new float[] {1, 7}, 0, 0, 0, 0);
        Map<String, float[]> columns = scoring.columns();
        assertThat(columns.get("loss_mean")).containsExactly(2.5f, 8, 7, Float.NaN);
        assertThat(columns.get("loss_first")).containsExactly(4, 8, 7, Float.NaN);
        assertThat(columns.get("loss_last")).containsExactly(1, 8, 7, Float.NaN);
        assertThat(columns.get("loss_part_1")).containsExactly(3, 8, Float.NaN, Float.NaN);
        assertThat(columns.get("loss_part_2")).containsExactly(1, Float.NaN, 7, Float.NaN);
        assertThat(scoring(new ExampleLoss(0)).columns()).containsOnlyKeys("loss_mean", "loss_first", "loss_last");
    }

    @Test
    void marginsAndErrorsAreMeansOverTheTimesThatAnExampleWasSeen() {
        ExampleScore.Scoring margin = scoring(new Margin());
        ExampleScore.Scoring el2n = scoring(new El2n(0.3));
        // Softmax of (log 3, 0) is (3/4, 1/4).
        float log3 = (float) Math.log(3);
        for (ExampleScore.Scoring scoring : List.of(margin, el2n)) {
            see(scoring, 0, new int[] {0, 1}, new float[2], log3, 0, log3, 0);
            see(scoring, 9, new int[] {0}, new float[1], 0, 0);
        }
        float[] margins = column(margin.columns(), "margin");
        assertThat(margins[0]).isCloseTo(0.25f, within(1e-6f));
        assertThat(margins[1]).isCloseTo(-0.5f, within(1e-6f));
        assertThat(margins[3]).isNaN();
        float[] errors = column(el2n.columns(), "el2n");
        assertThat(errors[0]).isCloseTo((float) (Math.sqrt(2) / 4), within(1e-6f));
        assertThat(errors[1]).isCloseTo((float) (3 * Math.sqrt(2) / 4), within(1e-6f));
    }
}
