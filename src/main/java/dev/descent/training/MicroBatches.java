package dev.descent.training;

import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The batch of a private step, some examples at a time: what one part needs is freed before the next.
 *
 * <p>Examples of different parts share the masks of dropout; augmentations go by the place in the whole batch.
 */
final class MicroBatches implements PrivateMechanism.ExampleBatch {
    /** The loss of some examples as a function of the parameters. */
    interface Losses {
        /** Of those at these places in the batch, {@code to} exclusive. */
        BatchLoss of(int from, int to);
    }

    private final Losses losses;
    private final int examples;
    private final int size;
    private final Vec parameters;
    private final Workspace workspace;
    private final boolean measuresLosses;
    private final List<Vec> sumsOfLosses = new ArrayList<>();

    /**
     * @param examples how many there are
     * @param size of a part
     * @param measuresLosses whether {@link #sumOfLosses} will be asked for, which costs a copy of each partial sum
     */
    MicroBatches(Losses losses, int examples, int size, Vec parameters, Workspace workspace, boolean measuresLosses) {
        this.losses = losses;
        this.examples = examples;
        this.size = size;
        this.parameters = parameters;
        this.workspace = workspace;
        this.measuresLosses = measuresLosses;
    }

    @Override
    public Vec sum(long length, Function<PrivateMechanism.Part, Vec> ofPart) {
        if (examples == 0) {
            return workspace.vec(new float[Math.toIntExact(length)]);
        }
        Vec sum = partialSum(0, ofPart);
        for (int from = size; from < examples; from += size) {
            sum = sum.add(partialSum(from, ofPart));
        }
        return sum;
    }

    private Vec partialSum(int from, Function<PrivateMechanism.Part, Vec> ofPart) {
        int to = Math.min(examples, from + size);
        if (!measuresLosses) {
            return workspace.scoped(parameters, p -> ofPart.apply(new Together(from, to, p)));
        }
        Vec all = workspace.scoped(parameters, p -> {
            Together part = new Together(from, to, p);
            return ofPart.apply(part).concat(List.of(part.sumOfLosses()));
        });
        sumsOfLosses.add(all.slice(all.size() - 1, all.size()));
        return all.slice(0, all.size() - 1);
    }

    private final class Together implements PrivateMechanism.Part {
        private final int from;
        private final int to;
        private final Vec theta;
        private final List<Vec> sums = new ArrayList<>();

        Together(int from, int to, Vec theta) {
            this.from = from;
            this.to = to;
            this.theta = theta;
        }

        @Override
        public int examples() {
            return to - from;
        }

        @Override
        public ExampleGradients gradients() {
            return gradientsOf(theta);
        }

        @Override
        public ExampleGradients gradientsAt(Vec point) {
            // A view, because what is recorded is marked, and the point may be used elsewhere.
            return gradientsOf(point.slice(0, point.size()));
        }

        @Override
        public Vec losses(UnaryOperator<Vec> move) {
            Vec each = workspace.scoped(theta, p -> losses.of(from, to).evaluatedExamples(move.apply(p)));
            measure(each);
            return each;
        }

        private ExampleGradients gradientsOf(Vec p) {
            BatchLoss.ExamplePass pass =
                    workspace.record(p, () -> losses.of(from, to).examplePass(p));
            measure(pass.losses());
            return examples() == 1 || pass.pass().isContained() ? pass.gradients(workspace) : oneByOne(p);
        }

        private ExampleGradients oneByOne(Vec p) {
            List<Vec> gradients = new ArrayList<>();
            for (int i = from; i < to; i++) {
                int example = i;
                gradients.add(workspace
                        .record(p, () -> losses.of(example, example + 1).examplePass(p))
                        .gradients(workspace)
                        .rows());
            }
            return MaterializedGradients.of(
                    gradients.get(0).concat(gradients.subList(1, gradients.size())), examples());
        }

        private void measure(Vec each) {
            if (measuresLosses) {
                sums.add(each.finite().sum());
            }
        }

        /** Of all points that were looked at, the mean. */
        Vec sumOfLosses() {
            return sums.get(0).concat(sums.subList(1, sums.size())).mean();
        }
    }

    /** The sum of all losses that are finite: not private. */
    Vec sumOfLosses() {
        return sumsOfLosses.isEmpty()
                ? workspace.vec(new float[1])
                : sumsOfLosses
                        .get(0)
                        .concat(sumsOfLosses.subList(1, sumsOfLosses.size()))
                        .sum();
    }
}
