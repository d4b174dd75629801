package dev.descent.experiments;

import dev.descent.training.ClosureRule;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Vec;
import java.util.function.UnaryOperator;

/** A loss that is a function of arrays and has no outputs. */
abstract class ArrayLoss implements ClosureRule.Loss {
    abstract double value(double[] x);

    abstract double[] gradient(double[] x);

    abstract double[] hessianTimes(double[] x, double[] v);

    @Override
    public ClosureRule.Value at(Vec x) {
        return new ClosureRule.Value(valueAt(x), new ArrayVec(gradient(ArrayVec.values(x))));
    }

    @Override
    public Vec valueAt(Vec x) {
        return new ArrayVec(value(ArrayVec.values(x)));
    }

    @Override
    public Vec hessianTimes(Vec x, Vec v) {
        return new ArrayVec(hessianTimes(ArrayVec.values(x), ArrayVec.values(v)));
    }

    @Override
    public ClosureRule.Outputs outputsAt(Vec x) {
        throw new UnsupportedOperationException("there is no network");
    }

    @Override
    public ClosureRule.PullBack pullBack(Vec x, UnaryOperator<Vec> cotangent) {
        throw new UnsupportedOperationException("there is no network");
    }

    @Override
    public Vec outputs(Vec x) {
        throw new UnsupportedOperationException("there is no network");
    }

    @Override
    public int batchSize() {
        return 1;
    }

    @Override
    public Vec scoped(Vec input, UnaryOperator<Vec> work) {
        return work.apply(input);
    }
}
