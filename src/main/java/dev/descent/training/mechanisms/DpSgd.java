package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Clipping;
import dev.descent.training.ExampleGradients;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.State;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DP-SGD: the gradient of each example is clipped, and their sum gets noise.
 *
 * <pre>
 *   g̃ = (Σᵢ f(‖gᵢ‖) gᵢ + N(0, (σC)² I)) / B
 * </pre>
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, {@code [P]}; f the clipping, with f(n)n ≤ C; C the clip norm; σ
 * the noise multiplier; B the expected batch size, a public constant. The sum goes over a Poisson sample, which may be
 * empty: then there is noise alone, and the step costs as much as any other. A gradient that is not finite counts as zero.
 * With K layers or tensors that are clipped each for itself, every one has the clip norm C/√K, so that the sum moves by C
 * at most as before. A step is a Poisson-sampled Gaussian query of multiplier σ, where neighbours differ in one example that
 * is there or is null: the number of rows is public, as the service tells it and divides rows by it into those that are
 * trained on and others. Any optimizer may follow. Source: Abadi et al., "Deep learning with differential privacy", arXiv:1607.00133.
 *
 * <p>The norms are computed in 32-bit floats, so that C is kept to a relative error of about 10<sup>−6</sup>. Where the
 * network has layers that mix the examples of a batch there are no gᵢ: batch normalization is refused.
 */
@Strategy(
        type = "dp_sgd",
        title = "DP-SGD",
        description = "Differential privacy: clips the gradient of each example and adds noise to their sum. "
                + "For every first-order optimizer; needs poisson sampling.",
        paper = "arXiv:1607.00133")
public record DpSgd(
        @Option(value = "C, the greatest norm of what an example adds to the sum.", above = 0, max = 1e6)
        double clipNorm,

        @Option("How gradients are scaled to that norm.") Clipping clipping,

        @Option("all: by the norm of the whole gradient; layer, tensor: each part by its own norm.")
        ClipScope clipScope,

        @Option("How the clip norm follows the norms of the gradients; null: it stays as it is.") @Nullable
        QuantileTracking clipNormTracking,

        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements SampledMechanism {
    private static final String CLIP_NORM = "clip_norm";
    private static final int GRADIENT = 0;
    private static final int COUNT = 1;

    public DpSgd {
        Options.check(DpSgd.class, clipNorm, clipping, clipScope, clipNormTracking, privacy);
        if (clipNormTracking != null && clipScope != ClipScope.ALL) {
            throw new InvalidOptions(
                    "/clip_norm_tracking",
                    "conflict",
                    "follows the norms of whole gradients, but clip_scope is not all");
        }
    }

    public DpSgd() {
        this(1, new Abadi(), ClipScope.ALL, null, new PrivacyOptions());
    }

    @Override
    public DpSgd with(PrivacyOptions options) {
        return new DpSgd(clipNorm, clipping, clipScope, clipNormTracking, options);
    }

    @Override
    public PrivateMechanism effective(BatchLaw law, long steps) {
        PrivateMechanism effective = SampledMechanism.super.effective(law, steps);
        double multiplier = ((DpSgd) effective).privacy.requiredNoiseMultiplier();
        if (clipNormTracking != null
                && Double.isNaN(clipNormTracking.gradientNoiseMultiplier(multiplier, law.expectedBatch()))) {
            throw new InvalidOptions(
                    "/clip_norm_tracking/count_noise",
                    "out_of_bounds",
                    "must be more than half the noise multiplier, which is " + multiplier + ", but is "
                            + clipNormTracking.countNoise(law.expectedBatch()));
        }
        return effective;
    }

    /** Whether it follows a quantile or not, a step is charged as one query of this multiplier. */
    @Override
    public PrivacyEvent event(Sampled sampled, double noiseMultiplier) {
        return new PrivacyEvent.SampledGaussian(
                sampled.rate(), noiseMultiplier * clipNorm, clipNorm, Neighbours.ZERO_OUT);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY.with(CLIP_NORM, parameters.slice(0, 1).zeros().add(clipNorm));
    }

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        long size = setting.layout().size();
        Vec bound = state.get(CLIP_NORM);
        if (clipNormTracking != null) {
            return batch.sumOfGradients(size + 1, gradients -> {
                Vec norms = gradients.norms();
                Vec sum = gradients.weightedSum(clipping.factors(norms, bound));
                return sum.concat(List.of(QuantileTracking.centredCount(norms, bound)));
            });
        }
        if (clipScope == ClipScope.ALL) {
            return batch.sumOfGradients(
                    size, gradients -> gradients.weightedSum(clipping.factors(gradients.norms(), bound)));
        }
        Segments blocks = clipScope.blocks(setting.layout());
        Vec each = bound.mul(1 / Math.sqrt(blocks.count()));
        return batch.sumOfGradients(size, gradients -> clipped(gradients, blocks, each));
    }

    private Vec clipped(ExampleGradients gradients, Segments blocks, Vec bound) {
        return gradients.weightedSum(clipping.factors(gradients.norms(blocks), bound), blocks);
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        long size = setting.layout().size();
        double expected = setting.expectedBatch();
        Vec bound = state.get(CLIP_NORM);
        Vec sum = clipNormTracking == null ? query : query.slice(0, size);
        double charged = privacy.requiredNoiseMultiplier();
        double multiplier =
                clipNormTracking == null ? charged : clipNormTracking.gradientNoiseMultiplier(charged, expected);
        Vec deviation = bound.mul(multiplier / expected);
        Vec gradient = sum.mul(1 / expected).add(noise.draw(GRADIENT, size).mul(deviation));
        return new Release(gradient, next(query, state, setting, noise), deviation.square());
    }

    private State next(Vec query, State state, Setting setting, GaussianNoise noise) {
        if (clipNormTracking == null) {
            return state.next();
        }
        double expected = setting.expectedBatch();
        Vec count = query.slice(query.size() - 1, query.size())
                .addScaled(clipNormTracking.countNoise(expected), noise.draw(COUNT, 1));
        return state.next().with(CLIP_NORM, clipNormTracking.next(state.get(CLIP_NORM), count, expected));
    }

    @Override
    public int stateVectors() {
        return 0;
    }
}
