package dev.descent.training.models.layers;

import dev.descent.training.models.gradients.WeightGradient;
import java.util.Optional;

/** Finds the projection that makes a residual block's input as large as its output. */
final class Shortcut {
    private Shortcut() {}

    /**
     * A convolution with one pixel and a stride, or a matrix; empty where neither leads there.
     *
     * @param gradient how that of its weights is computed
     * @param stream tells its draws from those of other layers
     */
    static Optional<Layer> between(Dimensions from, Dimensions to, WeightGradient gradient, int stream) {
        if (from.isImage() != to.isImage()) {
            return Optional.empty();
        }
        if (!from.isImage()) {
            return Optional.of(new Dense(from.channels(), to.channels(), gradient, stream));
        }
        for (int stride = 1; stride <= Math.max(from.height(), from.width()); stride++) {
            Layer projection = new Convolution(from, to.channels(), new Window(1, stride, 0), 1, false, gradient);
            if (projection.output().equals(to)) {
                return Optional.of(projection);
            }
        }
        return Optional.empty();
    }
}
