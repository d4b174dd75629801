package dev.descent.training.curvature;

import dev.descent.training.ClosureRule;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Blocks of the Hessian at some parameters, known by their products with vectors.
 *
 * <p>A block is a mask, {@code [P]}: 1 for its coordinates, 0 for all others.
 *
 * @param start a random vector that Lanczos's method starts from, {@code [P]}
 * @param iterations most products for one block
 */
record BlockHessian(ClosureRule.Loss loss, Vec at, Vec start, int iterations) {
    /** Relative to what was there before, a length below it is rounding. */
    private static final double NOTHING = 1e-7;

    /** The greatest absolute eigenvalue of the block. */
    double norm(Vec mask) {
        return loss.scoped(start, s -> scalar(s, lanczos(s.mul(mask), mask))).value();
    }

    /** The greatest absolute eigenvalue of each block. */
    Vec norms(Partition partition) {
        return each(partition, (s, mask) -> scalar(s, lanczos(s.mul(mask), mask)));
    }

    /** H_b⁻¹g_b. */
    Vec newton(Vec mask, Vec gradient) {
        return loss.scoped(gradient, g -> solution(g.mul(mask), mask));
    }

    /** g_b·H_b⁻¹g_b of each block. */
    Vec decrements(Partition partition, Vec gradient) {
        return each(partition, (s, mask) -> {
            Vec g = mask.mul(gradient);
            return g.dot(solution(g, mask));
        });
    }

    private Vec each(Partition partition, BiFunction<Vec, Vec, Vec> number) {
        List<Vec> numbers = new ArrayList<>();
        for (long i = 0; i < partition.count(); i++) {
            long block = i;
            numbers.add(loss.scoped(start, s -> number.apply(s, partition.mask(block, s))));
        }
        return numbers.get(0).concat(numbers.subList(1, numbers.size()));
    }

    private Vec times(Vec v, Vec mask) {
        return loss.hessianTimes(at, v).mul(mask);
    }

    private int products(Vec mask) {
        return (int) Math.min(iterations, mask.sum().value());
    }

    /** Lanczos's method: after as many iterations as the block has coordinates it is exact. */
    private double lanczos(Vec first, Vec mask) {
        Tridiagonal matrix = new Tridiagonal();
        Vec v = first.mul(1 / first.norm().value());
        Vec before = v.zeros();
        double beta = 0;
        int products = products(mask);
        for (int i = 0; i < products; i++) {
            Vec product = times(v, mask);
            double alpha = v.dot(product).value();
            matrix.add(alpha, beta);
            Vec next = product.addScaled(-alpha, v).addScaled(-beta, before);
            beta = next.norm().value();
            if (!(beta > NOTHING * matrix.bound())) {
                break;
            }
            before = v;
            v = next.mul(1 / beta);
        }
        return matrix.norm();
    }

    /** Conjugate gradients, cut off where the loss bends down: a first direction that does is scaled by its bend. */
    private Vec solution(Vec gradient, Vec mask) {
        Vec solution = gradient.zeros();
        Vec residual = gradient;
        Vec direction = gradient;
        double square = gradient.dot(gradient).value();
        int products = products(mask);
        for (int i = 0; i < products && square > 0; i++) {
            Vec product = times(direction, mask);
            double bend = direction.dot(product).value();
            if (!(bend > 0)) {
                return i > 0 || !(bend < 0) ? solution : direction.mul(-square / bend);
            }
            solution = solution.addScaled(square / bend, direction);
            residual = residual.addScaled(-square / bend, product);
            double next = residual.dot(residual).value();
            direction = residual.addScaled(next / square, direction);
            square = next;
        }
        return solution;
    }

    private static Vec scalar(Vec engine, double value) {
        return engine.slice(0, 1).zeros().add(value);
    }
}
