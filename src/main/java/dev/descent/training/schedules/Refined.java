package dev.descent.training.schedules;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.spec.Strategy;
import dev.descent.spec.Unwrapped;
import dev.descent.training.DerivedSchedule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The schedule that theory finds best for the gradient norms of an earlier job.
 *
 * <p>The norms Gₜ of that job, at up to {@value #MOST} places, become factors as {@link Refinement} says; the rate is η
 * times the factor at the same part of the job, with straight lines between factors. Symbols: η the base rate. Constant
 * norms give linear decay; norms that fall give a warm-up. Source: Defazio et al., "Optimal linear decay learning rate
 * schedules and further refinements", arXiv:2310.07831, who weight by G⁻² for SGD and, for Adam, by the inverse of the
 * L1 norm. The norms here are L2 norms of gradients before all transforms. The base rate must be tuned anew.
 */
@Strategy(
        type = "refined",
        title = "Refined schedule",
        description =
                "A schedule made from the gradient norms of an earlier job: where they were small, rates are large.",
        paper = "arXiv:2310.07831")
public record Refined(
        @Option(
                value = "The succeeded job whose gradient norms are used; needed unless factors are given.",
                minSize = 1,
                maxSize = 100)
        @Nullable
        String fromJob,

        @Option(
                value =
                        "Rates over the whole job, equally far apart, as parts of the base rate. Null: made from from_job.",
                min = 0,
                max = 1,
                minSize = 2,
                maxSize = MOST)
        @Nullable
        List<Double> factors,

        @Option(value = "The width of the median filter over the norms, as a part of the job.", min = 0, max = 0.5)
        double filterFraction,

        @Option(value = "Weights are the inverse of the norm to this power: 2 for SGD, 1 for Adam.", min = 1, max = 2)
        int power,

        @Unwrapped @Option("A rise at the start.") Warmup warmup)
        implements DerivedSchedule {
    private static final int MOST = 1000;
    private static final int LEAST = 10;

    public Refined {
        Options.check(Refined.class, fromJob, factors, filterFraction, power, warmup);
        factors = factors == null ? null : List.copyOf(factors);
    }

    public Refined() {
        this(null, null, 0.1, 2, new Warmup());
    }

    @Override
    public String metric() {
        return "gradient_norm";
    }

    @Override
    public int leastPoints() {
        return LEAST;
    }

    @Override
    public boolean isDerived() {
        return factors != null;
    }

    @Override
    public Refined derived(History history) {
        int count = (int) Math.min(MOST, history.steps());
        double[] norms = history.resampled(count);
        double least = Arrays.stream(norms)
                .filter(norm -> norm > 0)
                .min()
                .orElseThrow(() -> new InvalidOptions("/from_job", "no_history", "its gradients were all zero"));
        // A gradient that vanished would weigh infinitely.
        double[] positive =
                Arrays.stream(norms).map(norm -> Math.max(norm, least)).toArray();
        double[] filtered = Refinement.filtered(positive, Refinement.width(filterFraction, count));
        List<Double> made =
                Arrays.stream(Refinement.factors(filtered, power)).boxed().toList();
        return new Refined(fromJob, made, filterFraction, power, warmup);
    }

    @Override
    public double rate(long step, long steps, double base) {
        List<Double> known = factors;
        if (known == null) {
            throw new IllegalStateException("the factors are not worked out yet");
        }
        return warmup.rate(step, steps, (t, total) -> base * at(known, t, total));
    }

    private static double at(List<Double> factors, long step, long steps) {
        int last = factors.size() - 1;
        double place = last * (double) Math.min(step, steps - 1) / Math.max(1, steps - 1);
        int left = Math.min((int) place, last - 1);
        double part = place - left;
        return (1 - part) * factors.get(left) + part * factors.get(left + 1);
    }
}
