package dev.descent.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OptionsTest {
    record Bounded(
            @Option(value = "A closed range.", min = 0, max = 1)
            double closed,

            @Option(value = "An open range.", above = 0, below = 1)
            double openRange,

            @Option(value = "Numbers.", min = 1, minSize = 1, maxSize = 3)
            List<Integer> numbers,

            @Option(value = "Text.", maxSize = 2) String text,

            @Option(value = "Map.", maxSize = 1) Map<String, String> map,

            @Option(value = "Nullable.", min = 1) @Nullable Long nullable,

            int unbounded) {}

    private static List<Violation> faults(@Nullable Object... values) {
        return Objects.requireNonNull(
                        catchThrowableOfType(InvalidOptions.class, () -> Options.check(Bounded.class, values)))
                .violations();
    }

    @Test
    void valuesAtClosedBoundsAndNullsAreAllowed() {
        Options.check(Bounded.class, 0.0, 0.5, List.of(1, 2, 3), "ab", Map.of("a", "b"), null, -1);
        Options.check(Bounded.class, 1.0, Double.MIN_VALUE, List.of(1), "", Map.of(), 1L, -1);
    }

    @Test
    void everyValueOutOfBoundsIsNamedWithItsPlaceOnTheWire() {
        assertThat(faults(-1.0, 1.0, Arrays.asList(0, 5, null, -2), "abc", Map.of("a", "b", "c", "d"), 0L, 0))
                .containsExactlyInAnyOrder(
                        new Violation("/closed", "out_of_bounds", "must be at least 0 but is -1.0"),
                        new Violation("/open_range", "out_of_bounds", "must be less than 1 but is 1.0"),
                        new Violation("/numbers", "out_of_bounds", "must have at most 3 elements but has 4"),
                        new Violation("/numbers/0", "out_of_bounds", "must be at least 1 but is 0"),
                        new Violation("/numbers/3", "out_of_bounds", "must be at least 1 but is -2"),
                        new Violation("/text", "out_of_bounds", "must have at most 2 characters but has 3"),
                        new Violation("/map", "out_of_bounds", "must have at most 1 entries but has 2"),
                        new Violation("/nullable", "out_of_bounds", "must be at least 1 but is 0"));
    }

    @Test
    void numbersThatAreNotFiniteAreNeverInBounds() {
        assertThat(faults(Double.NaN, Double.POSITIVE_INFINITY, List.of(1), "", Map.of(), null, 0))
                .extracting(Violation::message)
                .containsExactly("must be a finite number but is NaN", "must be a finite number but is Infinity");
    }

    @Test
    void aComponentThatWasForgottenIsAMistakeOfTheProgrammer() {
        assertThatThrownBy(() -> Options.check(Bounded.class, 0.0)).isInstanceOf(IllegalStateException.class);
    }
}
