package dev.descent.training.augmentations;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.tensor.Signature;

/** What augmentations ask of the examples. */
final class Needs {
    private static final String DOES_NOT_FIT = "does_not_fit";

    private Needs() {}

    /** @param who the augmentation's name on the wire */
    static void image(String who, Signature signature) {
        if (!signature.isImage()) {
            throw new InvalidOptions(
                    "", DOES_NOT_FIT, who + " moves pixels, but the features of this data are no image");
        }
    }

    /** A length in pixels that must leave something of every image. */
    static void lessThanImage(String who, String option, int pixels, Signature signature) {
        image(who, signature);
        int side = Math.min(signature.shape().get(1), signature.shape().get(2));
        if (pixels >= side) {
            throw new InvalidOptions(
                    "/" + option,
                    DOES_NOT_FIT,
                    "must be less than " + side + ", the smaller side of the images of this data, but is " + pixels);
        }
    }

    static void numbers(String who, Signature signature) {
        if (signature.width() == 0) {
            throw new InvalidOptions(
                    "", DOES_NOT_FIT, who + " changes numeric features, but all of this data are embedded categories");
        }
    }
}
