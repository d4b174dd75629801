package dev.descent.training.optimizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Optimizer;
import dev.descent.training.WeightDecay;
import dev.descent.training.decay.Coupled;
import dev.descent.training.decay.Decoupled;
import dev.descent.training.decay.NoDecay;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule refuses a weight decay under which it would not be what its name says. */
class RefusedDecayTest {
    private static final WeightDecay FIXED = new Decoupled(1e-4, false);

    record Refusal(Optimizer rule, List<WeightDecay> refused) {}

    static Stream<Refusal> refusals() {
        return Stream.of(
                new Refusal(new Adam(), List.of()),
                new Refusal(new AdamW(), List.of(new Coupled())),
                new Refusal(new AdaBelief(), List.of()),
                new Refusal(new Adan(), List.of(FIXED)),
                new Refusal(new AdamP(), List.of(new Coupled(), FIXED)),
                new Refusal(new SgdP(), List.of(new Coupled(), FIXED)),
                new Refusal(new SgdSai(), List.of(new Coupled())),
                new Refusal(new Sgld(), List.of(new Decoupled(), FIXED)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void theseAreRefusedAndNoOthers(Refusal refusal) {
        for (WeightDecay decay : List.of(new NoDecay(), new Coupled(), new Decoupled(), FIXED)) {
            assertThat(refusal.rule().objectionTo(decay).isPresent())
                    .as("%s refuses %s", refusal.rule(), decay)
                    .isEqualTo(refusal.refused().contains(decay));
        }
    }

    @Test
    void noRuleRefusesItsOwnDefault() {
        assertThat(RuleVariants.all())
                .allSatisfy(rule ->
                        assertThat(rule.objectionTo(rule.defaultWeightDecay())).isEmpty());
    }
}
