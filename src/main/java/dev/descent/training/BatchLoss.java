package dev.descent.training;

import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Tensor;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The weighted mean loss of one step's batch as a function of the parameters, with the penalty of coupled weight decay.
 *
 * <p>All passes of a step start from the same running statistics and drop the same units, so that they are of one
 * function. What a pass makes on its way is freed when it is over.
 */
final class BatchLoss implements ClosureRule.Loss {
    private final TrainingSpec spec;
    private final Network network;
    private final Randomness randomness;
    private final Workspace workspace;
    private final Supplier<Batch> batch;
    private final int batchSize;
    private final BatchWeights weights;
    private final Vec buffers;
    private final long step;
    private final WeightDecay decay;
    private final List<Vec> values = new ArrayList<>();
    private Vec lastBuffers;
    private boolean isReported = true;

    /** @param batch makes the batch anew, because what is made in a scope is freed with it */
    BatchLoss(
            TrainingSpec spec,
            Network network,
            Randomness randomness,
            Workspace workspace,
            Supplier<Batch> batch,
            int batchSize,
            BatchWeights weights,
            Vec buffers,
            long step) {
        this.spec = spec;
        this.network = network;
        this.randomness = randomness;
        this.workspace = workspace;
        this.batch = batch;
        this.batchSize = batchSize;
        this.weights = weights;
        this.buffers = buffers;
        this.step = step;
        decay = spec.decay();
        lastBuffers = buffers;
    }

    /**
     * What a training pass gives.
     *
     * @param losses one for each example, {@code [B]}
     * @param weights of the examples, {@code [B]}; empty where all are one
     * @param outputs {@code [B, K]}
     * @param examples what went through the network
     */
    record Pass(Vec losses, Optional<Vec> weights, Tensor outputs, Vec buffers, Batch examples) {
        Vec mean() {
            return weights.map(losses::mul).orElse(losses).mean();
        }
    }

    /** A pass in training mode, to be recorded. */
    Pass pass(Vec parameters) {
        Batch examples = batch.get();
        Network.Forward forward =
                network.forward(parameters, buffers, examples, new Network.Training(randomness, step));
        Vec losses = losses(forward, examples);
        return new Pass(losses, weights.of(losses), forward.outputs(), forward.buffers(), examples);
    }

    /** A pass to be recorded, after which there is a way to the gradients of its examples. */
    ExamplePass examplePass(Vec parameters) {
        Batch examples = batch.get();
        Network.ExamplePass pass =
                network.forExamples(parameters, buffers, examples, new Network.Training(randomness, step));
        return new ExamplePass(losses(pass.forward(), examples), pass);
    }

    /** @param losses {@code [B]} */
    record ExamplePass(Vec losses, Network.ExamplePass pass) {
        ExampleGradients gradients(Workspace workspace) {
            return pass.way().gradients(losses, workspace);
        }
    }

    /** The losses of the examples with the network in evaluation mode, {@code [B]}. */
    Vec evaluatedExamples(Vec parameters) {
        Batch examples = batch.get();
        Network.Forward forward = network.forward(parameters, buffers, examples, null);
        return judged(forward.outputs(), examples);
    }

    private Vec losses(Network.Forward forward, Batch examples) {
        Vec judged = judged(forward.outputs(), examples);
        return forward.localLosses().map(judged::add).orElse(judged);
    }

    private Vec judged(Tensor outputs, Batch examples) {
        Vec own = spec.objective().losses(outputs, examples.targets());
        return examples.mix()
                .map(mix -> own.mul(mix.share())
                        .add(spec.objective().losses(outputs, mix.targets()).mul(1 - mix.share())))
                .orElse(own);
    }

    @Override
    public ClosureRule.Value at(Vec parameters) {
        Vec all = workspace.scoped(parameters, p -> {
            Recorded<Vec> recorded = recorded(p, Pass::mean);
            Vec gradient = workspace.gradient(recorded.result(), p);
            return recorded.result().concat(List.of(gradient, recorded.buffers()));
        });
        long p = parameters.size();
        passed(all.slice(1 + p, all.size()));
        Vec loss = noted(all.slice(0, 1), parameters);
        return new ClosureRule.Value(loss, decay.gradient(all.slice(1, 1 + p), parameters));
    }

    @Override
    public Vec valueAt(Vec parameters) {
        return noted(workspace.scoped(parameters, p -> pass(p).mean()), parameters);
    }

    /** The loss with the network in evaluation mode. */
    SearchRule.Loss evaluating() {
        return new SearchRule.Loss() {
            @Override
            public Vec at(Vec parameters) {
                return evaluatedAt(parameters);
            }

            @Override
            public Vec scoped(Vec input, UnaryOperator<Vec> work) {
                return scopedWithValues(input, work);
            }
        };
    }

    /** What is noted inside would be freed with the rest, and therefore leaves as part of the result. */
    private Vec scopedWithValues(Vec input, UnaryOperator<Vec> work) {
        int before = values.size();
        Vec all = workspace.scoped(input, in -> work.apply(in).concat(values.subList(before, values.size())));
        long size = all.size() - (values.size() - before);
        for (int i = before; i < values.size(); i++) {
            values.set(i, all.slice(size + i - before, size + i - before + 1));
        }
        return all.slice(0, size);
    }

    private Vec evaluatedAt(Vec parameters) {
        return noted(
                workspace.scoped(parameters, p -> {
                    Vec losses = evaluatedExamples(p);
                    return weights.of(losses).map(losses::mul).orElse(losses).mean();
                }),
                parameters);
    }

    @Override
    public Vec hessianTimes(Vec parameters, Vec v) {
        Vec product = workspace.scoped(
                parameters, p -> workspace.hessianTimes(recorded(p, Pass::mean).result(), v, p));
        return decay.gradient(product, v);
    }

    @Override
    public ClosureRule.Outputs outputsAt(Vec parameters) {
        Vec all = workspace.scoped(parameters, p -> {
            Pass pass = pass(p);
            long[] shape = pass.outputs().shape();
            Vec outputs = pass.outputs().vec();
            Vec loss = workspace.record(outputs, () -> {
                Vec losses = judged(outputs.reshape(shape), pass.examples());
                return pass.weights().map(losses::mul).orElse(losses).mean();
            });
            return loss.concat(List.of(outputs, workspace.gradient(loss, outputs), pass.buffers()));
        });
        long k = (all.size() - 1 - buffers.size()) / 2;
        passed(all.slice(1 + 2 * k, all.size()));
        return new ClosureRule.Outputs(
                all.slice(1, 1 + k), all.slice(1 + k, 1 + 2 * k), noted(all.slice(0, 1), parameters));
    }

    @Override
    public ClosureRule.PullBack pullBack(Vec parameters, UnaryOperator<Vec> cotangent) {
        Vec all = workspace.scoped(parameters, p -> {
            Vec outputs = recorded(p, pass -> pass.outputs().vec()).result();
            Vec pulled = workspace.pullBack(outputs, cotangent.apply(outputs), p);
            return pulled.concat(List.of(outputs));
        });
        long p = parameters.size();
        return new ClosureRule.PullBack(all.slice(p, all.size()), all.slice(0, p));
    }

    @Override
    public Vec outputs(Vec parameters) {
        return workspace.scoped(parameters, p -> pass(p).outputs().vec());
    }

    @Override
    public int batchSize() {
        return batchSize;
    }

    @Override
    public Vec scoped(Vec input, UnaryOperator<Vec> work) {
        boolean before = isReported;
        // What is asked for inside is freed with the scope, so it must not be kept for a report.
        isReported = false;
        try {
            return workspace.scoped(input, work);
        } finally {
            isReported = before;
        }
    }

    /** The mean of all values that were asked for so far. */
    Vec meanValue() {
        return values.get(0).concat(values.subList(1, values.size())).mean();
    }

    /** The first value that was asked for. */
    Vec firstValue() {
        return values.get(0);
    }

    /** The running statistics after the last pass. */
    Vec buffers() {
        return lastBuffers;
    }

    private record Recorded<T>(T result, Vec buffers) {}

    private interface OfPass<T> {
        T of(Pass pass);
    }

    private <T> Recorded<T> recorded(Vec parameters, OfPass<T> result) {
        return workspace.record(parameters, () -> {
            Pass pass = pass(parameters);
            return new Recorded<>(result.of(pass), pass.buffers());
        });
    }

    private Vec noted(Vec loss, Vec parameters) {
        Vec penalized = decay.loss(loss, parameters);
        if (isReported) {
            values.add(penalized);
        }
        return penalized;
    }

    private void passed(Vec buffersAfter) {
        if (isReported) {
            lastBuffers = buffersAfter;
        }
    }
}
