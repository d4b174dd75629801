package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.DerivedSchedule.History;
import dev.descent.training.Evaluation;
import dev.descent.training.Model;
import dev.descent.training.Objective;
import dev.descent.training.Schedule;
import dev.descent.training.SpecBuilder;
import dev.descent.training.UpdateRule;
import dev.descent.training.models.Linear;
import dev.descent.training.models.Mlp;
import dev.descent.training.objectives.Classification;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.schedules.Constant;
import dev.descent.training.schedules.Cosine;
import dev.descent.training.schedules.LinearDecay;
import dev.descent.training.schedules.Refined;
import dev.descent.training.schedules.StepDecay;
import dev.descent.training.schedules.Warmup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Constant, step, cosine, linear and refined schedules at their best rates on sixteen small problems. */
final class SchedulesRanked implements Experiment {
    private static final long STEPS = 300;
    private static final int SEEDS = 2;
    private static final double[] SGD_RATES = {0.03, 0.1, 0.3, 1};
    private static final double[] ADAMW_RATES = {1e-3, 3e-3, 1e-2, 3e-2};
    private static final String LINEAR = "linear";
    private static final String REFINED = "refined";

    private record Problem(ArrayExamples examples, Model model, Objective objective) {}

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String setting() {
        return "linear models on iris, wine, breast cancer, diabetes and glyphs, MLPs on two moons, a Gaussian mixture and"
                + " glyphs, each with SGD and AdamW; batch 32, " + STEPS
                + " steps, best rate of four for each schedule,"
                + " mean training loss of " + SEEDS + " seeds; refined from the gradient norms of the linear run";
    }

    @Override
    public List<Finding> run() {
        Map<String, List<Double>> ranks = new LinkedHashMap<>();
        int linearNoWorse = 0;
        int refinedNoWorse = 0;
        int problems = 0;
        for (Problem problem : problems()) {
            for (UpdateRule rule : List.of(new Sgd(), new AdamW())) {
                Map<String, Double> losses = losses(problem, rule);
                rank(losses)
                        .forEach((name, rank) -> ranks.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(rank));
                problems++;
                linearNoWorse += of(losses, LINEAR) <= of(losses, "cosine") ? 1 : 0;
                refinedNoWorse += of(losses, REFINED) <= of(losses, LINEAR) ? 1 : 0;
            }
        }
        List<String> texts = new ArrayList<>();
        ranks.forEach(
                (name, of) -> texts.add(name + " " + text("%.2f", Figures.of(of).mean())));
        String all = "mean ranks: " + String.join(", ", texts);
        return List.of(
                new Finding(
                        "linear decay matches or beats cosine",
                        "arXiv:2310.07831",
                        text("at least as good on %d of %d; %s", linearNoWorse, problems, all),
                        mean(ranks, LINEAR) <= mean(ranks, "cosine")),
                new Finding(
                        "the refined schedule is better still",
                        "arXiv:2310.07831",
                        text("at least as good as linear on %d of %d; %s", refinedNoWorse, problems, all),
                        mean(ranks, REFINED) <= mean(ranks, LINEAR)));
    }

    private static double of(Map<String, Double> losses, String name) {
        return losses.getOrDefault(name, Double.NaN);
    }

    private static double mean(Map<String, List<Double>> ranks, String name) {
        return Figures.of(ranks.getOrDefault(name, List.of())).mean();
    }

    private static List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        for (String name : List.of("iris", "wine", "breast_cancer")) {
            problems.add(new Problem(ArrayExamples.table(name), new Linear(), new Classification()));
        }
        problems.add(new Problem(ArrayExamples.table("diabetes"), new Linear(), new Regression()));
        ArrayExamples glyphs = ArrayExamples.images("glyphs?rows=5000&seed=3");
        problems.add(new Problem(glyphs, new Linear(), new Classification()));
        problems.add(new Problem(glyphs, new Mlp(), new Classification()));
        for (String name : List.of("two_moons", "gaussian_mixture")) {
            problems.add(new Problem(ArrayExamples.table(name), new Mlp(), new Classification()));
        }
        return problems;
    }

    /** Of each schedule, at its best rate. */
    private static Map<String, Double> losses(Problem problem, UpdateRule rule) {
        double[] rates = rule instanceof Sgd ? SGD_RATES : ADAMW_RATES;
        Map<String, Schedule> schedules = new LinkedHashMap<>();
        schedules.put("constant", new Constant());
        schedules.put("step", new StepDecay(STEPS / 3, 0.1, new Warmup()));
        schedules.put("cosine", new Cosine());
        schedules.put(LINEAR, new LinearDecay());
        Map<String, Double> losses = new LinkedHashMap<>();
        double best = rates[0];
        for (var entry : schedules.entrySet()) {
            double least = Double.POSITIVE_INFINITY;
            for (double rate : rates) {
                double loss = loss(problem, rule, entry.getValue(), rate);
                if (loss < least) {
                    least = loss;
                    best = rate;
                }
            }
            losses.put(entry.getKey(), least);
        }
        // The last of the schedules was the linear one: its rate is the tuned one that the refined schedule starts
        // from.
        Refined plan = new Refined(null, Collections.nCopies(2, 1.0), 0.1, rule instanceof Sgd ? 2 : 1, new Warmup());
        double least = Double.POSITIVE_INFINITY;
        for (double rate : rates) {
            Trial linear = trial(problem, rule, new LinearDecay(), best, 0);
            List<History.Point> points = new ArrayList<>();
            List<Double> norms = linear.values("gradient_norm");
            for (int i = 0; i < norms.size(); i++) {
                points.add(new History.Point(i + 1, norms.get(i)));
            }
            least = Math.min(least, loss(problem, rule, plan.derived(new History(points, STEPS)), rate));
        }
        losses.put(REFINED, least);
        return losses;
    }

    private static double loss(Problem problem, UpdateRule rule, Schedule schedule, double rate) {
        List<Double> losses = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            double loss = trial(problem, rule, schedule, rate, seed).last("validation_loss");
            losses.add(Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss);
        }
        return Figures.of(losses).mean();
    }

    private static Trial trial(Problem problem, UpdateRule rule, Schedule schedule, double rate, long seed) {
        SpecBuilder spec = new SpecBuilder(problem.model(), problem.objective())
                .optimizer(rule)
                .learningRate(rate)
                .schedule(schedule)
                .sampler(new Shuffle(32))
                .evaluation(new Evaluation(null, STEPS, 0.2, null))
                .logEverySteps(1L)
                .steps(STEPS)
                .seed(seed);
        return Trial.of(spec.build(), problem.examples(), problem.examples());
    }

    private static Map<String, Double> rank(Map<String, Double> losses) {
        Map<String, Double> ranks = new LinkedHashMap<>();
        losses.forEach((name, loss) -> {
            long better = losses.values().stream().filter(other -> other < loss).count();
            long equal = losses.values().stream().filter(loss::equals).count();
            ranks.put(name, better + (equal + 1) / 2.0);
        });
        return ranks;
    }
}
