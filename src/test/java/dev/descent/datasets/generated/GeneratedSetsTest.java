package dev.descent.datasets.generated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.datasets.Table;
import dev.descent.datasets.canonical.StoredTables;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneratedSetsTest {
    /** These digests are the promise that a set has the same bytes on every machine and in every version. */
    @ParameterizedTest
    @CsvSource({
        "xor_clusters, 4e2681b83785ba253a062691777204d097b62b2795bd5d92df3b909a1aa32254",
        "two_moons, 5621369b7c846e62f9a9de520f54eb301f98c96493d39fa3db4e30e87cc4dbbd",
        "gaussian_mixture, 46ce18f89313b44563926e325ab9b23e66ff6b313207cfb3f93d731e5e1cdbce",
        "linear_regression, 8f3e5b6e21bed243f9eb026283832ed304021e2c0ece683d965bd1901340fee2",
        "glyphs?rows=200, 355c6157620360c923c70ccc984494e3f36cef229f583f2e8068205cc0b65829"
    })
    void bytesAreTheSameEverywhere(String name, String fingerprint) {
        assertThat(StoredTables.fingerprint(
                        GeneratedName.parse(name).orElseThrow().set().generate()))
                .isEqualTo("sha256:" + fingerprint);
    }

    @Test
    void seedsMakeDifferentSets() {
        Set<String> fingerprints = new HashSet<>();
        for (int seed = 0; seed < 5; seed++) {
            fingerprints.add(StoredTables.fingerprint(new TwoMoons(100, seed, 0.1).generate()));
        }

        assertThat(fingerprints).hasSize(5);
    }

    @Property(tries = 10)
    void aLargerSetBeginsWithTheSmaller(@ForAll long seed) {
        try (Table small = StoredTables.of(new GaussianMixture(20, seed, 3, 2, 1).generate());
                Table large = StoredTables.of(new GaussianMixture(50, seed, 3, 2, 1).generate())) {
            for (int row = 0; row < 20; row++) {
                assertThat(large.number(1, row)).isEqualTo(small.number(1, row));
                assertThat(large.target(row)).isEqualTo(small.target(row));
            }
        }
    }

    @Test
    void xorClustersHaveTheClassOfTheirSigns() {
        try (Table table = StoredTables.of(new XorClusters(500, 3, 0).generate())) {
            for (int row = 0; row < table.rows(); row++) {
                boolean different = table.number(0, row) > 0 != table.number(1, row) > 0;
                assertThat(table.target(row)).isEqualTo(different ? 1 : 0);
            }
        }
    }

    @Test
    void moonsWithoutNoiseLieOnTheirHalfCircles() {
        try (Table table = StoredTables.of(new TwoMoons(500, 3, 0).generate())) {
            for (int row = 0; row < table.rows(); row++) {
                double moon = table.target(row);
                double x = table.number(0, row) - moon;
                double y = table.number(1, row) - 0.5 * moon;
                assertThat(x * x + y * y).isCloseTo(1, Offset.offset(1e-12));
                assertThat(moon == 0 ? y : -y).isGreaterThanOrEqualTo(-1e-12);
            }
        }
    }

    @Test
    void aLinearTargetWithoutNoiseIsAFunctionOfItsFeatures() {
        try (Table table = StoredTables.of(new LinearRegression(40, 3, 1, 0).generate())) {
            double slope = (table.target(1) - table.target(0)) / (table.number(0, 1) - table.number(0, 0));
            for (int row = 2; row < table.rows(); row++) {
                double expected = table.target(0) + slope * (table.number(0, row) - table.number(0, 0));
                assertThat(table.target(row)).isCloseTo(expected, Offset.offset(1e-9));
            }
        }
    }

    @Test
    void glyphsHaveEveryDigitAndInkInTheMiddle() {
        try (Table table = StoredTables.of(new Glyphs(500, 1, 0).generate())) {
            byte[] pixels = new byte[28 * 28];
            Set<Double> digits = new HashSet<>();
            for (int row = 0; row < table.rows(); row++) {
                table.pixels(0, row, pixels);
                digits.add(table.target(row));
                int brightest = 0;
                int lit = 0;
                for (byte pixel : pixels) {
                    brightest = Math.max(brightest, pixel & 0xFF);
                    lit += (pixel & 0xFF) > 60 ? 1 : 0;
                }
                assertThat(brightest).isGreaterThan(100);
                assertThat(lit).isBetween(8, 400);
                assertThat(pixels[0]).isZero();
            }
            assertThat(digits).hasSize(10);
        }
    }
}
