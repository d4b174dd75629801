package dev.descent.training.variational;

import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.function.UnaryOperator;

/** A diagonal root: the parameters are independent. */
record DiagonalRoot(Vec elements) implements Root {
    static DiagonalRoot scaled(double deviation, Vec parameters) {
        return new DiagonalRoot(parameters.zeros().add(deviation));
    }

    @Override
    public Vec times(Vec v) {
        return elements.mul(v);
    }

    @Override
    public Vec transposedTimes(Vec v) {
        return elements.mul(v);
    }

    /** Right for a Hessian that is diagonal too. */
    @Override
    public Vec bent(UnaryOperator<Vec> hessianTimes) {
        return elements.mul(hessianTimes.apply(elements));
    }

    @Override
    public Vec products(List<Vec> u, List<Vec> v) {
        Vec sum = u.get(0).mul(v.get(0));
        for (int i = 1; i < u.size(); i++) {
            sum = sum.add(u.get(i).mul(v.get(i)));
        }
        return sum;
    }

    @Override
    public Vec moved(Vec bend, double rate) {
        return elements.addScaled(-rate / 2, elements.mul(bend.add(-1)));
    }
}
