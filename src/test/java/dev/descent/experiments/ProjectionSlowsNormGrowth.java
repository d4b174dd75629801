package dev.descent.experiments;

import static dev.descent.experiments.Figures.text;

import dev.descent.training.Evaluation;
import dev.descent.training.Network;
import dev.descent.training.SpecBuilder;
import dev.descent.training.UpdateRule;
import dev.descent.training.models.Cnn;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.models.stages.ConvStage;
import dev.descent.training.models.stages.NormStage;
import dev.descent.training.models.stages.PoolStage;
import dev.descent.training.models.stages.Stage;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.AdamP;
import dev.descent.training.optimizers.Projection;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.optimizers.SgdP;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import java.util.ArrayList;
import java.util.List;

/** How much the norms of convolution weights in front of batch normalization grow. */
final class ProjectionSlowsNormGrowth implements Experiment {
    private static final ArrayExamples GLYPHS = ArrayExamples.images("glyphs?rows=5000&seed=6");
    private static final int SEEDS = 3;
    private static final double EPOCHS = 3;

    @Override
    public int number() {
        return 19;
    }

    @Override
    public String setting() {
        return "CNN of three convolutions with batch normalization on 4,000 glyphs, batch 64, " + EPOCHS + " epochs, "
                + SEEDS + " seeds; norm of all convolution weights at the end over that at the start; accuracy on 1,000"
                + " others";
    }

    private record Result(Figures growth, Figures accuracy) {}

    @Override
    public List<Finding> run() {
        Result momentum = measure(new Sgd(0.9, 0, true), 0.1);
        Result sgdp = measure(new SgdP(0.9, 0, true, 1e-8, true, new Projection()), 0.1);
        Result adam = measure(new Adam(), 3e-3);
        Result adamp = measure(new AdamP(), 3e-3);
        return List.of(
                compare("SGDP slows the growth of scale-invariant weights", momentum, sgdp),
                compare("AdamP slows it too", adam, adamp));
    }

    private static Finding compare(String claim, Result plain, Result projected) {
        return new Finding(
                claim,
                "arXiv:2006.08217",
                text(
                        "norms grow %s times instead of %s (accuracy %s, %s)",
                        projected.growth(), plain.growth(), projected.accuracy(), plain.accuracy()),
                projected.growth().mean() < plain.growth().mean());
    }

    private static Result measure(UpdateRule rule, double rate) {
        Cnn model = new Cnn(stages());
        Network network = model.network(GLYPHS.signature());
        List<Double> growth = new ArrayList<>();
        List<Double> accuracy = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SpecBuilder spec = new SpecBuilder(model, new Classification())
                    .optimizer(rule)
                    .learningRate(rate)
                    .sampler(new Shuffle(64))
                    .evaluation(new Evaluation(EPOCHS, null, 0.2, null))
                    .epochs(EPOCHS)
                    .seed(seed);
            Trial trial = Trial.of(spec.build(), network, GLYPHS.slice(0, 4000), GLYPHS.slice(4000, 5000));
            growth.add(
                    norm(network, trial.parameters()) / norm(network, network.initialParameters(new Randomness(seed))));
            accuracy.add(trial.last("validation_accuracy"));
        }
        return new Result(Figures.of(growth), Figures.of(accuracy));
    }

    private static List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (int filters : new int[] {8, 16, 16}) {
            stages.add(new ConvStage(filters, 3, 1, 1, 1, false, Activation.NONE));
            stages.add(new NormStage(NormStage.Kind.BATCH, Activation.RELU));
            stages.add(new PoolStage());
        }
        return stages;
    }

    private static double norm(Network network, float[] parameters) {
        double squares = 0;
        for (Layout.Entry entry : network.parameters().entries()) {
            if (entry.shape().size() == 4) {
                for (long i = entry.offset(); i < entry.offset() + entry.size(); i++) {
                    squares += (double) parameters[(int) i] * parameters[(int) i];
                }
            }
        }
        return Math.sqrt(squares);
    }
}
