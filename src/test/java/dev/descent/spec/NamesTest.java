package dev.descent.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "rate,rate",
        "maxNorm,max_norm",
        "beta1,beta1",
        "l2Penalty,l2_penalty",
        "everyNSteps,every_nsteps",
        "ONE_HOT,one_hot",
        "MAX,max"
    })
    void javaNamesBecomeSnakeCase(String java, String wire) {
        assertThat(Names.wire(java)).isEqualTo(wire);
    }
}
