package dev.descent.datasets.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedNameTest {
    @ParameterizedTest
    @CsvSource({
        "two_moons, two_moons",
        "two_moons?rows=1000, two_moons",
        "two_moons?noise=0.20&seed=7, two_moons?seed=7&noise=0.2",
        "two_moons?noise=0.10&seed=7, two_moons?seed=7",
        "two_moons?seed=7&rows=2000, two_moons?rows=2000&seed=7",
        "two_moons?, two_moons",
        "gaussian_mixture?classes=5, gaussian_mixture?classes=5"
    })
    void equalSetsHaveOneName(String given, String normal) {
        assertThat(GeneratedName.parse(given).orElseThrow().name()).isEqualTo(normal);
    }

    @Test
    void otherNamesAreNotGenerated() {
        assertThat(GeneratedName.parse("three_moons")).isEmpty();
        assertThat(GeneratedName.parse("three_moons?rows=5")).isEmpty();
    }

    @Test
    void allFaultsAreReportedAtOnce() {
        InvalidOptions invalid = Assertions.catchThrowableOfType(
                InvalidOptions.class, () -> GeneratedName.parse("two_moons?rows=1&rows=2&sed=3&noise=much&seed=1.5"));

        assertThat(invalid.violations()).extracting(Violation::pointer).containsOnly("/dataset");
        assertThat(invalid.violations())
                .extracting(Violation::message)
                .containsExactlyInAnyOrder(
                        "the option rows is given twice",
                        "the data set two_moons has no option \"sed\"; its options are rows, seed, noise",
                        "the option noise must be a number but is \"much\"",
                        "the option seed must be a whole number but is \"1.5\"",
                        "the option rows must be at least 4 but is 1");
    }

    @Test
    void boundsAreChecked() {
        for (String name : List.of("glyphs?rows=100000000", "two_moons?noise=NaN", "gaussian_mixture?classes=1")) {
            InvalidOptions invalid =
                    Assertions.catchThrowableOfType(InvalidOptions.class, () -> GeneratedName.parse(name));
            assertThat(invalid.violations()).extracting(Violation::code).containsExactly("out_of_bounds");
        }
    }
}
