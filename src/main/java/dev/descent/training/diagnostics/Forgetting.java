package dev.descent.training.diagnostics;

import dev.descent.spec.Strategy;
import dev.descent.training.ExampleScore;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often each example was forgotten: predicted right when it was trained on, and wrong the next time.
 *
 * <p>For the source an example that was never predicted right is forgotten infinitely often. Here it counts as forgotten
 * each time that it was trained on, which is more than any other that was seen as often can reach, and {@code learned} is 0
 * in place of 1: the column stays sortable and finite. An example that is never forgotten has 0. Memory: 4 floats for each
 * example. Source: Toneva et al., "An empirical study of example forgetting during deep neural network learning",
 * arXiv:1812.05159. Not for runs of a few epochs, in which there is little to forget.
 */
@Strategy(
        type = "forgetting",
        title = "Forgetting",
        description = "How often each example, once predicted right, was predicted wrong the next time.",
        paper = "arXiv:1812.05159")
public record Forgetting() implements ExampleScore {
    private static final String FORGETTING = "forgetting";
    private static final String LEARNED = "learned";
    private static final String WAS_RIGHT = "was_right";
    private static final String SEEN = "seen";

    @Override
    public List<String> columns() {
        return List.of(FORGETTING, LEARNED);
    }

    @Override
    public Optional<String> objectionTo(Signature signature) {
        return Needs.classes(signature);
    }

    @Override
    public Scoring over(Examples examples, Map<String, float[]> from) {
        return new Memory(examples, from);
    }

    private static final class Memory implements Scoring {
        private final Examples examples;
        private final float[] forgotten;
        private final float[] learned;
        private final float[] wasRight;
        private final float[] seen;

        Memory(Examples examples, Map<String, float[]> from) {
            this.examples = examples;
            float[] none = new float[examples.size()];
            forgotten = RunningMeans.kept(from, FORGETTING, none);
            learned = RunningMeans.kept(from, LEARNED, none);
            wasRight = RunningMeans.kept(from, WAS_RIGHT, none);
            seen = RunningMeans.kept(from, SEEN, none);
        }

        @Override
        public void saw(Seen batch) {
            for (int i = 0; i < batch.rows().length; i++) {
                int row = batch.rows()[i];
                boolean isRight = batch.judgements().get(i).predicted() == examples.target(row);
                forgotten[row] += wasRight[row] == 1 && !isRight ? 1 : 0;
                wasRight[row] = isRight ? 1 : 0;
                learned[row] = Math.max(learned[row], wasRight[row]);
                seen[row]++;
            }
        }

        @Override
        public Map<String, float[]> state() {
            return Map.of(FORGETTING, forgotten, LEARNED, learned, WAS_RIGHT, wasRight, SEEN, seen);
        }

        @Override
        public Map<String, float[]> columns() {
            float[] times = new float[seen.length];
            float[] ever = new float[seen.length];
            for (int row = 0; row < seen.length; row++) {
                times[row] = learned[row] == 1 ? forgotten[row] : seen[row] == 0 ? Float.NaN : seen[row];
                ever[row] = seen[row] == 0 ? Float.NaN : learned[row];
            }
            Map<String, float[]> columns = new LinkedHashMap<>();
            columns.put(FORGETTING, times);
            columns.put(LEARNED, ever);
            return columns;
        }
    }
}
