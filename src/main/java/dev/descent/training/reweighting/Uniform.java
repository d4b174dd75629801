package dev.descent.training.reweighting;

import dev.descent.spec.Strategy;
import dev.descent.training.Reweighting;
import dev.descent.training.tensor.Vec;
import java.util.Optional;

/** Every example counts the same. */
@Strategy(type = "uniform", title = "Uniform weights", description = "Every example counts the same.")
public record Uniform() implements Reweighting {
    @Override
    public Optional<Vec> weights(Vec losses, long step) {
        return Optional.empty();
    }
}
