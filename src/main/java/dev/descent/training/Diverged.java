package dev.descent.training;

/** Thrown when the loss of a step is not a finite number. */
public class Diverged extends RuntimeException {
    private final long step;

    public Diverged(long step, double loss) {
        super("the training loss of step " + step + " is " + loss
                + ": lower the learning rate, clip the gradient, or look for extreme values in the data");
        this.step = step;
    }

    /** The first step, counted from 1, whose loss was not finite. */
    public long step() {
        return step;
    }
}
