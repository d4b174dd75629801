package dev.descent.training;

import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Vec;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A problem as closure rules and curvature rules see a loss; it counts what it is asked for. */
public final class AnalyticLoss implements ClosureRule.Loss {
    private final Problem problem;
    private int gradients;
    private int outputGradients;

    public AnalyticLoss(Problem problem) {
        this.problem = problem;
    }

    /** How often a gradient with respect to the parameters was asked for. */
    public int gradients() {
        return gradients;
    }

    /** How often a gradient of the loss with respect to the outputs was asked for. */
    public int outputGradients() {
        return outputGradients;
    }

    @Override
    public ClosureRule.Value at(Vec parameters) {
        gradients++;
        double[] x = ArrayVec.values(parameters);
        return new ClosureRule.Value(new ArrayVec(problem.valueAt(x)), new ArrayVec(problem.gradientAt(x)));
    }

    @Override
    public Vec valueAt(Vec parameters) {
        return new ArrayVec(problem.valueAt(ArrayVec.values(parameters)));
    }

    @Override
    public Vec hessianTimes(Vec parameters, Vec v) {
        return new ArrayVec(problem.hessianTimes(ArrayVec.values(parameters), ArrayVec.values(v)));
    }

    @Override
    public ClosureRule.Outputs outputsAt(Vec parameters) {
        outputGradients++;
        double[] z = problem.outputs(ArrayVec.values(parameters));
        return new ClosureRule.Outputs(new ArrayVec(z), new ArrayVec(problem.slope(z)), new ArrayVec(problem.loss(z)));
    }

    @Override
    public ClosureRule.PullBack pullBack(Vec parameters, UnaryOperator<Vec> cotangent) {
        double[] x = ArrayVec.values(parameters);
        Vec outputs = new ArrayVec(problem.outputs(x));
        double[] chosen = ArrayVec.values(cotangent.apply(outputs));
        return new ClosureRule.PullBack(outputs, new ArrayVec(Problem.transposedTimes(problem.jacobian(x), chosen)));
    }

    @Override
    public Vec outputs(Vec parameters) {
        return new ArrayVec(problem.outputs(ArrayVec.values(parameters)));
    }

    @Override
    public int batchSize() {
        return problem.batchSize();
    }

    @Override
    public Vec scoped(Vec input, UnaryOperator<Vec> work) {
        return work.apply(input);
    }

    /** Labels are drawn from normal distributions whose negative log-likelihoods bend as the loss does. */
    public CurvatureRule.Curvature curvature(Vec parameters, long step) {
        return new CurvatureRule.Curvature() {
            @Override
            public Vec hessianTimes(Vec v) {
                return AnalyticLoss.this.hessianTimes(parameters, v);
            }

            @Override
            public Vec sampledLabelGradient() {
                Random random = new Random(step);
                double[] x = ArrayVec.values(parameters);
                double[] bend = problem.bend(problem.outputs(x));
                double[] slope = IntStream.range(0, bend.length)
                        .mapToDouble(k -> Math.sqrt(bend[k]) * random.nextGaussian())
                        .toArray();
                return new ArrayVec(Problem.transposedTimes(problem.jacobian(x), slope));
            }

            @Override
            public int batchSize() {
                return problem.batchSize();
            }
        };
    }
}
