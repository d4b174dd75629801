package dev.descent.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A regression small enough to be trained hundreds of times in a test: y = tanh(xW + b)v with squared errors. */
final class TinyProblem {
    private static final int INPUTS = 4;
    private static final int HIDDEN = 8;

    private TinyProblem() {}

    static TrainingSpec spec() {
        return new TrainingSpec(signature -> new Net(), new SquaredError());
    }

    /** Examples of y = x₀ + x₁x₂ with a little noise. */
    static Examples examples(int count, long seed) {
        float[][] inputs = new float[count][INPUTS];
        float[] targets = new float[count];
        for (int row = 0; row < count; row++) {
            Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, row, 0);
            for (int i = 0; i < INPUTS; i++) {
                inputs[row][i] = (float) draws.gaussian();
            }
            targets[row] = inputs[row][0] + inputs[row][1] * inputs[row][2] + 0.1f * (float) draws.gaussian();
        }
        return examples(inputs, targets);
    }

    static Examples examples(float[][] inputs, float[] targets) {
        return new Examples() {
            @Override
            public Signature signature() {
                return new Signature(List.of(INPUTS), List.of(), 0);
            }

            @Override
            public int size() {
                return inputs.length;
            }

            @Override
            public void numeric(int row, FloatBuffer into) {
                into.put(inputs[row]);
            }

            @Override
            public void categories(int row, IntBuffer into) {}

            @Override
            public float target(int row) {
                return targets[row];
            }

            @Override
            public double targetScale() {
                return 1;
            }
        };
    }

    /** Counts its training passes in a buffer, so that buffers are seen to be kept. */
    static final class Net implements Network {
        private static final Layout LAYOUT =
                Layout.EMPTY.with("w", HIDDEN, INPUTS).with("b", HIDDEN).with("v", 1, HIDDEN);

        @Override
        public Layout parameters() {
            return LAYOUT;
        }

        @Override
        public Layout buffers() {
            return Layout.EMPTY.with("passes", 1);
        }

        @Override
        public float[] initialParameters(Randomness randomness) {
            float[] values = new float[(int) LAYOUT.size()];
            Draws draws = randomness.draws(Randomness.Purpose.INITIALIZATION, 0, 0);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (draws.uniform() - 0.5);
            }
            return values;
        }

        @Override
        public float[] initialBuffers() {
            return new float[1];
        }

        @Override
        public Optional<String> mixesExamples() {
            return Optional.empty();
        }

        @Override
        public Forward forward(Vec parameters, Vec buffers, Batch batch, @Nullable Training training) {
            NDArray theta = DjlVec.array(parameters);
            NDList parts = theta.split(new long[] {HIDDEN * INPUTS, HIDDEN * INPUTS + HIDDEN}, 0);
            NDArray hidden = JniUtils.linear(
                    (PtNDArray) DjlTensor.array(batch.numeric()),
                    (PtNDArray) parts.get(0).reshape(HIDDEN, INPUTS),
                    (PtNDArray) parts.get(1));
            NDArray output = hidden.tanh().matMul(parts.get(2).reshape(HIDDEN, 1));
            return new Forward(new DjlTensor(output), training == null ? buffers : buffers.add(1));
        }

        @Override
        public long activationBytes() {
            return 4L * (INPUTS + 2 * HIDDEN + 1);
        }

        @Override
        public String pytorch() {
            return "";
        }
    }

    record SquaredError() implements Objective {
        @Override
        public void check(Signature signature) {}

        @Override
        public Vec losses(Tensor outputs, Tensor targets) {
            NDArray out = DjlTensor.array(outputs);
            return new DjlVec(
                    out.reshape(out.size()).sub(DjlTensor.array(targets)).square());
        }

        @Override
        public boolean isLikelihood() {
            return true;
        }

        /** Of a target that is right or wrong, exp(−error²) could be the probability to be right. */
        @Override
        public boolean isNegativeLogProbability() {
            return true;
        }

        /** Squared errors are the negative log-likelihood of a normal distribution of variance one half. */
        @Override
        public Tensor sampledTargets(Tensor outputs, Draws draws) {
            NDArray out = DjlTensor.array(outputs);
            float[] noise = new float[(int) out.size()];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (draws.gaussian() * Math.sqrt(0.5));
            }
            return new DjlTensor(out.reshape(out.size()).add(out.getManager().create(noise)));
        }

        @Override
        public List<Judgement> judge(float[] outputs, float[] targets) {
            return new dev.descent.training.objectives.Regression().judge(outputs, targets);
        }

        @Override
        public float[] errors(float[] outputs, float[] targets) {
            return new dev.descent.training.objectives.Regression().errors(outputs, targets);
        }

        @Override
        public List<String> metrics() {
            return List.of("loss");
        }

        @Override
        public boolean greaterIsBetter(String metric) {
            return false;
        }

        @Override
        public Evaluation evaluation(Signature signature, double targetScale) {
            return new Evaluation() {
                private double sum;
                private int count;

                @Override
                public void add(float[] outputs, float[] targets, float[] losses) {
                    for (float loss : losses) {
                        sum += loss;
                        count++;
                    }
                }

                @Override
                public Map<String, Double> metrics() {
                    return Map.of("loss", sum / count);
                }
            };
        }

        @Override
        public Prediction prediction(float[] outputs) {
            return new Prediction(outputs[0], List.of());
        }
    }
}
