package dev.descent.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class DatasetsPropertiesTest {
    private static DatasetsProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("descent", DatasetsProperties.class);
    }

    @Test
    void defaultsAreThoseOfTheLimits() {
        assertThat(bind(Map.of())).isEqualTo(new DatasetsProperties(Path.of("data"), Limits.DEFAULT));
    }

    @Test
    void everyPropertyCanBeSet() {
        assertThat(bind(Map.of(
                        "descent.data-dir", "/srv/descent",
                        "descent.datasets.expanded-size", "1GB",
                        "descent.datasets.expansion-ratio", "2",
                        "descent.datasets.archive-entries", "3",
                        "descent.datasets.rows", "4",
                        "descent.datasets.columns", "5",
                        "descent.datasets.image-pixels", "6",
                        "descent.datasets.categories", "7",
                        "descent.datasets.reader-memory", "8MB")))
                .isEqualTo(new DatasetsProperties(
                        Path.of("/srv/descent"),
                        new Limits(DataSize.ofGigabytes(1), 2, 3, 4, 5, 6, 7, DataSize.ofMegabytes(8))));
    }
}
