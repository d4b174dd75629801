package dev.descent.training.mechanisms;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.Clipping;
import dev.descent.training.State;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/**
 * Local differential privacy in one pass: the gradient of each example is clipped and gets noise of its own, before
 * anything is summed.
 *
 * <pre>
 *   g̃ = (1/B) Σᵢ (f(‖gᵢ‖) gᵢ + zᵢ),    zᵢ ~ N(0, (2σC)² I) independent
 *     = (Σᵢ f(‖gᵢ‖) gᵢ + N(0, n(2σC)² I)) / B  in distribution, which is what is computed
 * </pre>
 *
 * <p>Symbols: gᵢ the gradient of the loss of example i, {@code [P]}; f the clipping, with f(n)n ≤ C; C the clip norm; σ the
 * noise multiplier; n the number of examples in the batch and B the batch size of the sampler, both public; only the last
 * batch may have n &lt; B. The sum is divided by B and not by n, so that every record weighs the same in the pass, and the
 * noise of a small last batch is less than that of others and not more. A gradient that is not finite counts as zero.
 *
 * <p>A local guarantee holds for any two values of a record, whose clipped gradients are 2C apart at most: what is known of
 * a record is a Gaussian query of sensitivity 2C and multiplier σ. Each record is in one batch of the run, and every later
 * step is made of releases and other records, so that the whole pass costs what one query costs: steps are not composed.
 * The first step is charged as the pass, because the records in it have then given away all that they will. The event is
 * recorded as one where a record is there or is null, as those of the other mechanisms are, so that budgets add up; such
 * neighbours are only C apart, and the charge is a safe one.
 *
 * <p>The noise on a sum grows with the root of the batch: against DP-SGD it is far larger for the same ε, and what it buys is
 * that nobody needs to be trusted with a sum. The source averages the iterates and takes steps of η₀t<sup>−a</sup>: that is
 * the transform {@code stochastic_weight_averaging} with {@code start_fraction} 0, and the schedule {@code robbins_monro}
 * with {@code exponent} a. It has one example per step, which is {@code batch_size} 1. Sources: Xie, Shi, Jiang, Kong and
 * He, "Online differentially private inference in stochastic gradient descent", arXiv:2505.08227; Shi, Xie, Jiang, Kong and
 * He, "Non-asymptotic analysis of online local private learning with SGD", arXiv:2507.07041.
 */
@Strategy(
        type = "local_dp_sgd",
        title = "Local DP-SGD",
        description =
                "Local differential privacy: the gradient of each example is clipped and gets its own noise before it is "
                        + "summed, once in the whole run. For every first-order optimizer; needs one_pass.",
        paper = "arXiv:2505.08227")
public record LocalDpSgd(
        @Option(
                value = "C, the greatest norm of the gradient of an example; two of them are 2C apart.",
                above = 0,
                max = 1e6)
        double clipNorm,

        @Option("How gradients are scaled to that norm.") Clipping clipping,
        @Unwrapped @Option("How much is given away.") PrivacyOptions privacy)
        implements GaussianMechanism {
    private static final int GRADIENT = 0;

    public LocalDpSgd {
        Options.check(LocalDpSgd.class, clipNorm, clipping, privacy);
    }

    public LocalDpSgd() {
        this(1, new Abadi(), new PrivacyOptions());
    }

    @Override
    public LocalDpSgd with(PrivacyOptions options) {
        return new LocalDpSgd(clipNorm, clipping, options);
    }

    @Override
    public Optional<String> objectionTo(BatchLaw law) {
        return law instanceof Partitioned
                ? Optional.empty()
                : Optional.of("adds the noise of each record once, so that no record may be used again; use one_pass");
    }

    @Override
    public long stepsPerEvent(long steps) {
        return steps;
    }

    private double sensitivity() {
        return 2 * clipNorm;
    }

    @Override
    public PrivacyEvent event(BatchLaw law, double noiseMultiplier) {
        return new PrivacyEvent.Gaussian(noiseMultiplier * sensitivity(), sensitivity(), Neighbours.ZERO_OUT);
    }

    @Override
    public State init(Vec parameters) {
        return State.EMPTY;
    }

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        return batch.sumOfGradients(setting.layout().size(), gradients -> {
            Vec norms = gradients.norms();
            Vec bound = norms.slice(0, 1).zeros().add(clipNorm);
            return gradients.weightedSum(clipping.factors(norms, bound));
        });
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        double each = privacy.requiredNoiseMultiplier() * sensitivity() / setting.expectedBatch();
        double deviation = each * Math.sqrt(setting.batchSize().orElseThrow());
        Vec gradient = query.mul(1 / setting.expectedBatch())
                .addScaled(deviation, noise.draw(GRADIENT, setting.layout().size()));
        return new Release(gradient, state.next(), query.slice(0, 1).zeros().add(deviation * deviation));
    }

    @Override
    public int stateVectors() {
        return 0;
    }
}
