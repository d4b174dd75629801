package dev.descent.training.samplers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Sampler;
import dev.descent.training.Sweep;
import dev.descent.training.TrainingSet;
import dev.descent.training.selection.GradientCoreset;
import dev.descent.training.selection.Shares;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Shuffled epochs of all examples as they are, and of augmented copies of those whose gradients stand for all others.
 *
 * <pre>
 *   an epoch: N examples, and K = round(fraction · N) copies, at least 1
 *   every R epochs: the copies are of S, which maximizes Σᵢ max_{j ∈ S} (D − ‖gᵢ − gⱼ‖) within each class
 *   weights: 1 of an example; of the copy of j γⱼ K / Σ γ, where γⱼ examples are nearest to j
 * </pre>
 *
 * <p>Symbols: N the number of training examples; gᵢ = ∂lᵢ/∂zᵢ with respect to the outputs of the network in evaluation
 * mode, at the start of the epoch; D the greatest distance; R {@code refresh_epochs}. Each class gives its part of S.
 * The augmentations are those of this sampler, and examples themselves are not augmented; without augmentations a copy is
 * the example again. {@code random} takes as many uniformly, each of weight 1, which is what the coreset has to be compared
 * with. A look costs a forward pass of all examples, and time and memory with the square of a class, of at most 4,096
 * examples at once; the choice is kept as a float for each example.
 *
 * <p>Source: Liu and Mirzasoleiman, "Data-efficient augmentation for training neural networks", arXiv:2210.08363. Wrong labels
 * have gradients of their own, and are chosen early. On glyphs copies of random examples did better.
 */
@Strategy(
        type = "coreset_augmentation",
        title = "Augmented copies of a coreset",
        description =
                "All examples as they are, and augmented copies of a few that stand for the gradients of all others, "
                        + "chosen anew every few epochs.",
        paper = "arXiv:2210.08363",
        experimental = "In our own experiment as many copies of random examples were better.")
public record CoresetAugmentation(
        @Unwrapped Batching batching,

        @Option(value = "How many copies there are for each example.", above = 0, max = 1)
        double fraction,

        @Option(value = "R, how many epochs go by from one choice to the next.", min = 1, max = 1_000_000)
        int refreshEpochs,

        @Option("Which examples have augmented copies: coreset, or random as many, chosen uniformly, to compare with.")
        Choice choice)
        implements Sampler {
    /** Which examples have augmented copies. */
    public enum Choice {
        CORESET,
        RANDOM
    }

    public CoresetAugmentation {
        Options.check(CoresetAugmentation.class, batching, fraction, refreshEpochs, choice);
        for (int i = 0; i < batching.augmentations().size(); i++) {
            if (batching.augmentations().get(i).mixesTargets()) {
                throw new InvalidOptions(
                        "/augmentations/" + i,
                        "conflict",
                        "gives examples a second target, but a batch also has examples as they are");
            }
        }
    }

    public CoresetAugmentation() {
        this(new Batching(), 0.3, 5, Choice.CORESET);
    }

    @Override
    public int examplesPerEpoch(int examples) {
        return examples + copies(examples);
    }

    private int copies(int examples) {
        return Shares.of(examples, fraction);
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        return new Copying(set.size(), randomness);
    }

    private final class Copying implements Sampling {
        private final int examples;
        private final int perEpoch;
        private final Randomness randomness;
        private final Sampling places;
        /** The rows that have copies by what was seen last: it stays the same for many batches. */
        private float[] seen = NOTHING;

        private int[] copied = {};

        Copying(int examples, Randomness randomness) {
            this.examples = examples;
            perEpoch = examplesPerEpoch(examples);
            this.randomness = randomness;
            places = Shuffle.epochs(perEpoch, randomness);
        }

        @Override
        public boolean looks(long position) {
            return position % perEpoch == 0 && position / perEpoch % refreshEpochs == 0;
        }

        /** The weight of the copy of each example, 0 where there is none. */
        @Override
        public float[] look(long position, Sweep sweep) {
            float[] weights = new float[examples];
            int copies = copies(examples);
            if (choice == Choice.RANDOM) {
                int[] order = randomness
                        .draws(Randomness.Purpose.SAMPLING, position / perEpoch, 0)
                        .permutation(examples);
                Arrays.stream(order).limit(copies).forEach(row -> weights[row] = 1);
                return weights;
            }
            GradientCoreset coreset = new GradientCoreset(sweep.examples(), sweep.outputErrors());
            List<int[]> parts = coreset.parts();
            int[] shares = Shares.proportional(
                    parts.stream().mapToInt(part -> part.length).toArray(), copies);
            double all = 0;
            for (int i = 0; i < shares.length; i++) {
                for (GradientCoreset.Member member : coreset.choose(parts.get(i), shares[i])) {
                    weights[member.row()] = member.size();
                    all += member.size();
                }
            }
            for (int row = 0; row < examples; row++) {
                weights[row] *= (float) (copies / all);
            }
            return weights;
        }

        @Override
        public Draw draw(Turn turn) {
            float[] ofCopies = turn.seen();
            if (ofCopies != seen) {
                copied = IntStream.range(0, examples)
                        .filter(row -> ofCopies[row] > 0)
                        .toArray();
                seen = ofCopies;
            }
            int[] drawn = places.draw(turn).rows();
            int[] rows = new int[drawn.length];
            float[] weights = new float[rows.length];
            int plain = 0;
            for (int place : drawn) {
                if (place < examples) {
                    weights[plain] = 1;
                    rows[plain++] = place;
                }
            }
            int end = plain;
            for (int place : drawn) {
                if (place >= examples) {
                    rows[end] = copied[place - examples];
                    weights[end] = ofCopies[rows[end++]];
                }
            }
            return new Draw(rows, Optional.of(weights), plain);
        }
    }
}
