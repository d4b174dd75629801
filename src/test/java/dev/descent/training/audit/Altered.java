package dev.descent.training.audit;

import dev.descent.accounting.PrivacyEvent;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.State;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.tensor.Vec;
import java.util.function.Function;

/** DP-SGD that claims what it always claims, but releases something else. */
abstract class Altered implements PrivateMechanism {
    private final DpSgd claimed;
    private int examples;

    Altered(DpSgd claimed) {
        this.claimed = claimed;
    }

    /** With half the noise. */
    static PrivateMechanism halfNoise(DpSgd claimed) {
        return new Altered(claimed) {
            @Override
            Release altered(Vec query, State state, Setting setting, GaussianNoise noise, int examples) {
                return claimed.release(
                        query,
                        state,
                        setting,
                        (stream, size) -> noise.draw(stream, size).mul(0.5));
            }
        };
    }

    /** Divided by the true size of the batch instead of the expected one. */
    static PrivateMechanism divisionByTrueBatch(DpSgd claimed) {
        return new Altered(claimed) {
            @Override
            Release altered(Vec query, State state, Setting setting, GaussianNoise noise, int examples) {
                Setting divided = new Setting(
                        setting.layout(), setting.parameters(), Math.max(1, examples), setting.step(), setting.noise());
                return claimed.release(query, state, divided, noise);
            }
        };
    }

    /** Without a release where the batch is empty. */
    static PrivateMechanism emptyBatchesSkipped(DpSgd claimed) {
        return new Altered(claimed) {
            @Override
            Release altered(Vec query, State state, Setting setting, GaussianNoise noise, int examples) {
                Release release = claimed.release(query, state, setting, noise);
                return examples > 0
                        ? release
                        : new Release(release.gradient().zeros(), release.state(), release.variance());
            }
        };
    }

    abstract Release altered(Vec query, State state, Setting setting, GaussianNoise noise, int examples);

    @Override
    public Vec query(ExampleBatch batch, State state, Setting setting) {
        examples = 0;
        return claimed.query((size, ofPart) -> batch.sum(size, counting(ofPart)), state, setting);
    }

    private Function<Part, Vec> counting(Function<Part, Vec> ofPart) {
        return part -> {
            examples += part.examples();
            return ofPart.apply(part);
        };
    }

    @Override
    public Release release(Vec query, State state, Setting setting, GaussianNoise noise) {
        return altered(query, state, setting, noise, examples);
    }

    @Override
    public PrivateMechanism effective(BatchLaw law, long steps) {
        claimed.effective(law, steps);
        return this;
    }

    @Override
    public PrivacyEvent event(BatchLaw law) {
        return claimed.event(law);
    }

    @Override
    public double delta() {
        return claimed.delta();
    }

    @Override
    public State init(Vec parameters) {
        return claimed.init(parameters);
    }

    @Override
    public int microBatchSize() {
        return claimed.microBatchSize();
    }

    @Override
    public int stateVectors() {
        return claimed.stateVectors();
    }

    @Override
    public boolean labelsUnprotectedMetrics() {
        return claimed.labelsUnprotectedMetrics();
    }
}
