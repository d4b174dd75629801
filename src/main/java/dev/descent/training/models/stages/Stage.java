package dev.descent.training.models.stages;

import dev.descent.spec.Family;
import dev.descent.training.models.layers.Assembly;

/** One element of the list that describes a convolutional network. */
@Family(
        value = "stages",
        description = "What a convolutional network is a list of, from the image to the output layer.")
public interface Stage {
    /**
     * Adds its layers at the end.
     *
     * @param pointer to this stage within the model's options, for faults
     */
    void addTo(Assembly assembly, String pointer);
}
