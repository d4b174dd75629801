package dev.descent.training.models.layers;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape that the next layer of a network in the making will get, and what does not fit it.
 *
 * <p>Each check notes a fault, and answers whether there was none. After a fault the size of images may be unknown; what
 * depends on it is then not checked any more, so that one mistake is not reported as several.
 */
final class Fitting {
    private final List<Violation> faults;
    private Dimensions shape;
    private boolean sizeKnown;

    /** The start of a network for such examples. */
    Fitting(Dimensions input) {
        this(input, true, new ArrayList<>());
    }

    private Fitting(Dimensions shape, boolean sizeKnown, List<Violation> faults) {
        this.shape = shape;
        this.sizeKnown = sizeKnown;
        this.faults = faults;
    }

    /** One that goes on from here, with the same faults. */
    Fitting branch() {
        return new Fitting(shape, sizeKnown, faults);
    }

    Dimensions shape() {
        return shape;
    }

    void become(Dimensions newShape) {
        shape = newShape;
    }

    boolean isSizeKnown() {
        return sizeKnown;
    }

    /** Layers whose output has one size for inputs of any size. */
    void sizeIsKnown() {
        sizeKnown = true;
    }

    void sizeIsUnknown() {
        sizeKnown = false;
    }

    void fault(String pointer, String code, String message) {
        faults.add(new Violation(pointer, code, message));
    }

    /** @throws InvalidOptions with all faults */
    void requireNoFault() {
        if (!faults.isEmpty()) {
            throw new InvalidOptions(faults);
        }
    }

    boolean checkImage(String what, String pointer) {
        if (!shape.isImage()) {
            fault(pointer, "does_not_fit", "is " + what + ", which needs an image, but gets " + shape + " features");
        }
        return shape.isImage();
    }

    /** @param channels of the output, whose size is unknown where the window does not fit */
    boolean checkWindow(Window window, String pointer, int channels) {
        if (sizeKnown && !window.fits(shape)) {
            fault(
                    pointer,
                    "does_not_fit",
                    "must be at most the size of the input, which is " + shape.height() + " x " + shape.width()
                            + (window.padding() == 0 ? "" : " before padding by " + window.padding()) + ", but is "
                            + window.size());
            sizeKnown = false;
        }
        if (!sizeKnown) {
            shape = Dimensions.image(channels, shape.height(), shape.width());
        }
        return sizeKnown;
    }

    /** @param pointer to the options of who asks for groups */
    boolean checkDivides(int groups, String pointer) {
        boolean divides = shape.channels() % groups == 0;
        if (!divides) {
            fault(
                    pointer + "/groups",
                    "does_not_fit",
                    "must divide the input's " + shape.channels() + (shape.isImage() ? " channels" : " features")
                            + " but is " + groups);
        }
        return divides;
    }

    /** @param pointer to the options of who asks for groups */
    boolean checkSeveralIn(int groups, String pointer) {
        boolean single = sizeKnown && shape.count() == groups;
        if (single) {
            fault(
                    pointer + "/groups",
                    "does_not_fit",
                    "must leave several values in a group, or all are normalized to the same, but is " + groups
                            + " for an input of " + shape);
        }
        return !single;
    }

    boolean checkSeveralPixels(String pointer) {
        boolean single = sizeKnown && shape.count() == shape.channels();
        if (single) {
            fault(
                    pointer,
                    "does_not_fit",
                    "is instance normalization, which needs several pixels in a channel, but gets " + shape);
        }
        return !single;
    }

    /** The image is to be flattened. */
    boolean checkFlattened() {
        if (shape.count() > Integer.MAX_VALUE) {
            fault("", "out_of_bounds", "flattens an image of " + shape + " into more features than a vector can hold");
            shape = Dimensions.flat(1);
            return false;
        }
        return true;
    }
}
