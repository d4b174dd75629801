package dev.descent.training.tensor.djl;

import dev.descent.training.tensor.Vec;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An operation, and what it is applied to: how a vector that need not be there yet is computed. */
abstract class Expression {
    private final Fusion fusion;
    private final long size;
    private final Operation operation;
    private final List<Expression> operands;
    private final double[] scalars;
    private final @Nullable Function<List<DjlVec>, Vec> alone;
    private @Nullable DjlVec value;
    private int place;

    /**
     * @param alone computes this from its operands when they are there; null if only a program can
     * @param value the vector if it is there
     */
    Expression(
            Fusion fusion,
            long size,
            Operation operation,
            List<Expression> operands,
            double[] scalars,
            @Nullable Function<List<DjlVec>, Vec> alone,
            @Nullable DjlVec value) {
        this.fusion = fusion;
        this.size = size;
        this.operation = operation;
        this.operands = operands;
        this.scalars = scalars;
        this.alone = alone;
        this.value = value;
    }

    Fusion fusion() {
        return fusion;
    }

    public long size() {
        return size;
    }

    /** {@link Operation#GIVEN} once the vector is there. */
    Operation operation() {
        return value == null ? operation : Operation.GIVEN;
    }

    List<Expression> operands() {
        return operands;
    }

    double[] scalars() {
        return scalars;
    }

    /** Where this stands among the expressions that are being computed. */
    int place() {
        return place;
    }

    void placeAt(int newPlace) {
        place = newPlace;
    }

    boolean isThere() {
        return value != null;
    }

    void become(DjlVec computed) {
        value = computed;
    }

    /** Computes this by an operation on {@link DjlVec}, for which all operands must be there. */
    void computeAlone() {
        if (alone == null) {
            throw new IllegalStateException(operation + " is not done alone");
        }
        become(new DjlVec(DjlVec.array(
                alone.apply(operands.stream().map(Expression::computed).toList()))));
    }

    boolean canBeDoneAlone() {
        return alone != null;
    }

    /** The vector itself, computed now if it is not there. */
    DjlVec computed() {
        if (value == null) {
            fusion.compute(List.of(this));
        }
        if (value == null) {
            throw new IllegalStateException(operation + " was not computed");
        }
        return value;
    }
}
