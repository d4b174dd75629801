package dev.descent.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
    @Test
    void namesCannotSteerTheTerminal() {
        assertThat(Text.clean("a\u001b[31mb\u0007\u009bc\u202ed\ne")).isEqualTo("a\ufffd[31mb\ufffd\ufffdc\ufffdd e");
        assertThat(Text.clean("Größe 数据 😀")).isEqualTo("Größe 数据 😀");
        assertThat(Text.cleanJson("{\"a\": \"\u009b\u202e\u007f\"}\n"))
                .isEqualTo("{\"a\": \"\\u009b\\u202e\\u007f\"}\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "0.5, 0.5",
        "2.3137142, 2.314",
        "0.003, 0.003",
        "0.00093812, 0.000938",
        "1e-7, 1.00e-07",
        "123456.7, 123457",
        "1234567, 1.23e+06",
        "-0.25, -0.25",
        "NaN, NaN",
        "100, 100",
        "0.99996, 1"
    })
    void numbersHaveTheDigitsThatMatter(double value, String expected) {
        assertThat(Text.number(value)).isEqualTo(expected);
    }

    @Test
    void sizesAndTimesAreShort() {
        assertThat(Text.bytes(999)).isEqualTo("999 B");
        assertThat(Text.bytes(1500)).isEqualTo("1.5 kB");
        assertThat(Text.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Text.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
        assertThat(Text.duration(Duration.ofSeconds(59))).isEqualTo("59s");
        assertThat(Text.duration(Duration.ofSeconds(61))).isEqualTo("1m01s");
        assertThat(Text.duration(Duration.ofMinutes(125))).isEqualTo("2h05m");
        assertThat(Text.duration(Duration.ofHours(50))).isEqualTo("2d2h");
    }
}
