package dev.descent.training.variational;

import dev.descent.training.tensor.Positions;
import dev.descent.training.tensor.Segments;
import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A lower triangular root.
 *
 * @param elements row after row, with the zeros above the diagonal, {@code [d·d]}
 * @param d the number of parameters
 */
record FullRoot(Vec elements, long d) implements Root {
    static FullRoot scaled(double deviation, Vec parameters) {
        long d = parameters.size();
        return new FullRoot(Sides.of(d, parameters).diagonal().mul(deviation), d);
    }

    @Override
    public Vec times(Vec v) {
        return elements.matMul(v, d);
    }

    @Override
    public Vec transposedTimes(Vec v) {
        return v.matMul(elements, d);
    }

    /** Row j of (HC)ᵀ is H times column j of C; H is symmetric, so (HC)ᵀC is CᵀHC. */
    @Override
    public Vec bent(UnaryOperator<Vec> hessianTimes) {
        Vec columns = elements.transpose(d);
        List<Vec> rows = new ArrayList<>();
        for (long j = 0; j < d; j++) {
            rows.add(hessianTimes.apply(columns.slice(j * d, (j + 1) * d)));
        }
        return joined(rows).matMul(elements, d);
    }

    @Override
    public Vec products(List<Vec> u, List<Vec> v) {
        return joined(u).transpose(u.size()).matMul(joined(v), v.size());
    }

    @Override
    public Vec moved(Vec bend, double rate) {
        Sides sides = Sides.of(d, elements);
        Vec symmetric = bend.add(bend.transpose(d)).mul(0.5);
        Vec change =
                sides.lower().addScaled(0.5, sides.diagonal()).mul(symmetric).addScaled(-0.5, sides.diagonal());
        return elements.addScaled(-rate, elements.matMul(change, d));
    }

    private static Vec joined(List<Vec> rows) {
        return rows.get(0).concat(rows.subList(1, rows.size()));
    }

    /** Masks of the strict lower triangle and of the diagonal of a matrix of d rows, {@code [d·d]}. */
    private record Sides(Vec lower, Vec diagonal) {
        static Sides of(long d, Vec engine) {
            Vec row = Positions.upTo(d, engine).spread(new Segments(List.of(new Segments.Run(d, d))));
            Vec column = row.transpose(d);
            Vec lower = column.less(row);
            return new Sides(lower, lower.add(row.less(column)).neg().add(1));
        }
    }
}
