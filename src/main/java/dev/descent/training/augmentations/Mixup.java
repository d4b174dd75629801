package dev.descent.training.augmentations;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.TorchScript;
import java.util.Optional;

/**
 * Trains on mixtures of two examples, whose loss is a mixture of two losses.
 *
 * <pre>
 *   x̃ᵢ = λxᵢ + (1 − λ)x_{π(i)}
 *   l̃ᵢ = λ l(f(x̃ᵢ), yᵢ) + (1 − λ) l(f(x̃ᵢ), y_{π(i)})    λ ~ Beta(α, α)
 * </pre>
 *
 * <p>Symbols: π a uniformly random permutation of the batch; λ is one number for the batch, as in the authors' code. The
 * cross entropy with a mixed target is exactly l̃; a squared error with a mixed target is l̃ less λ(1 − λ)(yᵢ − y_{π(i)})²,
 * which no parameter changes; of other losses the mixture is meant as it stands. α = 0 mixes nothing. What records the
 * learning of examples sees the output for the mixture and the target yᵢ. Source: Zhang et al., "mixup: beyond empirical
 * risk minimization", arXiv:1710.09412, with α from 0.1 to 0.4 for ImageNet and 1 for CIFAR-10.
 */
@Strategy(
        type = "mixup",
        title = "Mixup",
        description = "Trains on mixtures of two examples, whose loss is a mixture of two losses.",
        paper = "arXiv:1710.09412")
public record Mixup(
        @Option(value = "α: the greater, the more even the mixtures; 0 mixes nothing.", min = 0, max = 1000)
        double alpha)
        implements Augmentation {
    /** Of what is divided by it even the difference is a number. */
    private static final double LEAST = 1e-300;

    private static final TorchScript MIX = new TorchScript(
            "x: Tensor, partners: Tensor, share: Tensor",
            "    return torch.lerp(torch.index_select(x, 0, partners), x, share)\n");
    private static final TorchScript PARTNERS =
            new TorchScript("y: Tensor, partners: Tensor", "    return torch.index_select(y, 0, partners)\n");

    public Mixup {
        Options.check(Mixup.class, alpha);
    }

    public Mixup() {
        this(0.2);
    }

    @Override
    public void check(Signature signature) {
        if (!signature.cardinalities().isEmpty()) {
            throw new InvalidOptions(
                    "",
                    "does_not_fit",
                    "mixup takes means of features, but this data has embedded categories, which have none; "
                            + "use one_hot");
        }
    }

    @Override
    public boolean couplesExamples() {
        return true;
    }

    @Override
    public boolean mixesTargets() {
        return true;
    }

    @Override
    public Batch apply(Batch batch, Chance chance) {
        if (alpha == 0) {
            return batch;
        }
        Draws draws = chance.ofBatch();
        float share = (float) share(draws);
        int[] order = draws.permutation(batch.size());
        long[] partners = new long[order.length];
        for (int i = 0; i < partners.length; i++) {
            partners[i] = order[i];
        }
        NDArray x = DjlTensor.array(batch.numeric());
        NDManager manager = x.getManager();
        NDArray index = manager.create(partners);
        return new Batch(
                new DjlTensor(MIX.call(x, index, manager.create(share))),
                batch.categories(),
                batch.targets(),
                batch.size(),
                Optional.of(
                        new Batch.Mix(new DjlTensor(PARTNERS.call(DjlTensor.array(batch.targets()), index)), share)));
    }

    /** λ ~ Beta(α, α), which is X/(X + Y) for independent X, Y ~ Gamma(α). */
    public double share(Draws draws) {
        double x = logGamma(draws);
        double y = logGamma(draws);
        return 1 / (1 + StrictMath.exp(y - x));
    }

    /**
     * The logarithm of a number distributed as Gamma(α): for small α the number itself is often too small to be one.
     *
     * <p>Source: Marsaglia and Tsang, "A simple method for generating gamma variables", doi:10.1145/358407.358414, with
     * Gamma(α) = Gamma(α + 1) U^{1/α}.
     */
    private double logGamma(Draws draws) {
        double d = alpha + 1 - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double normal = draws.gaussian();
            double root = 1 + c * normal;
            double cube = root * root * root;
            double uniform = 1 - draws.uniform();
            if (root > 0 && StrictMath.log(uniform) < normal * normal / 2 + d * (1 - cube + StrictMath.log(cube))) {
                return StrictMath.log(d * cube) + StrictMath.log(1 - draws.uniform()) / Math.max(alpha, LEAST);
            }
        }
    }
}
