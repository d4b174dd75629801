package dev.descent.training;

import dev.descent.training.tensor.Signature;

/**
 * What a training run will take.
 *
 * @param parameters P, the size of θ
 * @param steps T, the optimizer steps
 * @param memory of the device at the peak of a step; an estimate, good to a factor of about two
 */
public record Estimate(long parameters, long steps, Memory memory) {
    /**
     * Bytes by what they are for.
     *
     * @param vectors of the size of θ: parameters, state, and what a step makes on its way
     * @param batch the activations of a batch
     * @param examples the data, which are loaded as a whole
     */
    public record Memory(long vectors, long batch, long examples) {}

    private static final long FLOAT = 4;

    /** Vectors of the size of θ that a step makes on its way: the gradient, its transforms, the new parameters. */
    private static final int WORKING_VECTORS = 6;

    /** Vectors for each part of the losses: its gradient, alone and among the others, and its ranks when sorted. */
    private static final int VECTORS_OF_PART = 4;

    public long memoryBytes() {
        return memory.vectors() + memory.batch() + memory.examples();
    }

    private static long parts(Mechanism mechanism, long batch) {
        return mechanism instanceof LossMechanism losses ? losses.parts((int) batch) : 1;
    }

    private static long activations(TrainingSpec spec, Network network) {
        boolean wayBack = !(spec.optimizer() instanceof SearchRule)
                && !(spec.mechanism() instanceof PrivateMechanism mechanism && mechanism.asksForLossesAlone());
        return wayBack ? network.activationBytes() : network.inferenceBytes();
    }

    /**
     * @param spec an effective one
     * @param training number of examples trained on
     * @param validation number of examples set aside
     */
    public static Estimate of(TrainingSpec spec, Network network, Signature signature, int training, int validation) {
        long parameters = network.parameters().size();
        int largest = spec.batchSchedule().largest(spec.sampler().batchSize());
        long batch = spec.sampler().repeats() ? largest : Math.min(largest, training);
        long kept = 2L
                * spec.transforms().stream().mapToLong(Transform::stateVectors).sum();
        long measuring = spec.schedule() instanceof MeasuredSchedule schedule ? schedule.workingVectors() : 0;
        if (spec.mechanism() instanceof PrivateMechanism mechanism) {
            batch = Math.min(batch, mechanism.microBatchSize());
            kept += 2L * mechanism.stateVectors();
            measuring = WORKING_VECTORS + mechanism.workingVectors((int) batch);
        }
        long parts = parts(spec.mechanism(), batch);
        long vectors = 1 + kept + Math.max(measuring, WORKING_VECTORS + (parts > 1 ? VECTORS_OF_PART * parts : 0));
        double packed = spec.stateFormat().bytesPerElement();
        double unpacked = packed < FLOAT ? FLOAT : 0;
        double state = 2 * spec.optimizer().stateVectors() * (packed + unpacked);
        long examples = (long) training + validation;
        long rowBytes =
                FLOAT * (signature.width() + 2L * signature.cardinalities().size() + 2);
        return new Estimate(
                parameters,
                spec.steps(training),
                new Memory(
                        vectors * parameters * FLOAT + (long) (state * parameters),
                        batch * activations(spec, network),
                        examples * rowBytes));
    }
}
