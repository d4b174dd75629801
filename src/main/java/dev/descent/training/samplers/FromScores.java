package dev.descent.training.samplers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Batching;
import dev.descent.training.Groups;
import dev.descent.training.Sampler;
import dev.descent.training.TrainingSet;
import dev.descent.training.selection.Ranking;
import dev.descent.training.selection.Shares;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.SecretRandomness;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shuffled epochs of a part of the examples, chosen by what an earlier job on the same data found out about each.
 *
 * <pre>
 *   K = round(keep · N), at least 1
 * </pre>
 *
 * <p>Symbols: N the number of training examples, K of those that are trained on; an epoch goes once over K. They are ranked
 * by their score, those with the same score by row. {@code easy} and {@code hard} keep the K at that end, {@code band}
 * leaves out as many at either end, or one more of the hard, and {@code random} takes K uniformly by the seed, which is
 * what the others have to be compared with. Examples without a score, because the earlier job set them aside for validation
 * or never reached them, come after all others on every side, in random order. The same seed and validation fraction as in
 * the earlier job leave none without.
 *
 * <p>{@code per_class} keeps round(keep · N_c) of the N_c examples of each class, up to one, so that the K stay K. It is off by
 * default: wrong labels and redundant examples are not spread evenly over the classes, the source ranks all together, and
 * a target that is a number has no classes. Turn it on where few examples are kept: rare classes are the hard ones.
 *
 * <p>Source: Paul et al., "Deep learning on a data diet", arXiv:2107.07075, who keep the hard ones of data that are right;
 * where labels are wrong the hardest are the wrong ones. Sorscher et al., arXiv:2206.14486: the less data, the easier those
 * that should be kept. Scores of the training run that is pruned are optimistic: it had seen all examples.
 */
@Strategy(
        type = "from_scores",
        title = "Examples chosen by the scores of an earlier job",
        description =
                "Shuffled epochs of the easy, hard or middle examples by the record of an earlier job on the same data.",
        paper = "arXiv:2107.07075")
public record FromScores(
        @Unwrapped Batching batching,

        @Option(
                value =
                        "The succeeded job whose record of its examples is used; it must have trained on the same data.",
                minSize = 1,
                maxSize = 100)
        String job,

        @Option(value = "The score of that record, such as el2n.", minSize = 1, maxSize = 100)
        String score,

        @Option(value = "The part of the examples that is trained on.", above = 0, max = 1)
        double keep,

        @Option("Which examples are kept; random as many, chosen uniformly, to compare with.")
        Side side,

        @Option("Whether a higher score means a harder example. Null: what the score says of itself.") @Nullable
        Boolean higherIsHarder,

        @Option("Whether the part is kept of each class instead of all classes together.")
        boolean perClass)
        implements Sampler {
    /** Which examples are kept. */
    public enum Side {
        EASY(Ranking.Part.LOWEST),
        HARD(Ranking.Part.HIGHEST),
        BAND(Ranking.Part.MIDDLE),
        RANDOM(Ranking.Part.RANDOM);

        /** Of the order from easy to hard. */
        private final Ranking.Part part;

        Side(Ranking.Part part) {
            this.part = part;
        }
    }

    public FromScores {
        Options.check(FromScores.class, batching, job, score, keep, side, higherIsHarder, perClass);
    }

    public FromScores(String job, String score) {
        this(new Batching(), job, score, 0.9, Side.EASY, null, false);
    }

    @Override
    public int examplesPerEpoch(int examples) {
        return Shares.of(examples, keep);
    }

    @Override
    public List<String> sourceJobs() {
        return List.of(job);
    }

    @Override
    public Sampling over(TrainingSet set, Randomness randomness, Optional<SecretRandomness> secret) {
        return Shuffle.epochs(kept(set, randomness), randomness);
    }

    /** The training examples that are trained on, in rising order. */
    int[] kept(TrainingSet set, Randomness randomness) {
        TrainingSet.Scores scores = set.scores(job, score);
        boolean rises = higherIsHarder == null ? scores.higherIsHarder() : higherIsHarder;
        double[] hardness = Arrays.stream(scores.values())
                .map(value -> rises ? value : -value)
                .toArray();
        if (hardness.length > 0 && Arrays.stream(hardness).allMatch(Double::isNaN)) {
            throw new InvalidOptions(
                    "/score",
                    "no_scores",
                    "job \"" + job + "\" has found out nothing of " + score + " about any example that is trained on");
        }
        Ranking ranking = new Ranking(
                hardness, randomness.draws(Randomness.Purpose.SAMPLING, 0, 0).permutation(hardness.length));
        int wanted = examplesPerEpoch(hardness.length);
        if (!perClass) {
            return ranking.kept(side.part, wanted);
        }
        Groups classes = set.groups(null);
        return ranking.kept(side.part, classes, Shares.proportional(classes.sizes(), wanted));
    }
}
