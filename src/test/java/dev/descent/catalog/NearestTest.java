package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "lion,lion,0",
        "loin,lion,1",
        "lio,lion,1",
        "lionn,lion,1",
        "lian,lion,1",
        "'',lion,4",
        "epochs,steps,5",
    })
    void countsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
        assertThat(Nearest.distance(a, b)).isEqualTo(distance);
        assertThat(Nearest.distance(b, a)).isEqualTo(distance);
    }

    @Test
    void guessesOnlyWhatIsNear() {
        assertThat(Nearest.to("lerning_rate", List.of("learning_rate", "seed"))).contains("learning_rate");
        assertThat(Nearest.to("colour", List.of("learning_rate", "seed"))).isEmpty();
        assertThat(Nearest.to("x".repeat(1000), List.of("seed"))).isEmpty();
    }
}
