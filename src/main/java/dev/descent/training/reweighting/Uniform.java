package dev.descent.training.reweighting;

import dev.descent.spec.Strategy;
import dev.descent.training.Reweighting;
import dev.descent.training.TrainingSet;
import dev.descent.training.Weighting;

/** Every example counts the same. */
@Strategy(type = "uniform", title = "Uniform weights", description = "Every example counts the same.")
public record Uniform() implements Reweighting {
    @Override
    public Weighting over(TrainingSet set) {
        return new Weighting.Even();
    }

    @Override
    public boolean couplesExamples() {
        return false;
    }
}
