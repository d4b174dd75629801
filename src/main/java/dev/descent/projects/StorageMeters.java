package dev.descent.projects;

import dev.descent.database.Sampled;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What projects keep: the sum that the database keeps of each, so that it costs the same however much there is. */
@Component
class StorageMeters implements MeterBinder {
    static final String QUERY = "select coalesce(sum(stored_bytes), 0) from project_storage";

    private final Sampled<Double> stored;

    StorageMeters(JdbcClient jdbc) {
        stored = new Sampled<>(
                "stored-bytes", () -> jdbc.sql(QUERY).query(Double.class).single());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("descent.storage", stored, sum -> sum.get().orElse(Double.NaN))
                .description("Data sets, checkpoints and models that all projects keep")
                .baseUnit("bytes")
                .register(registry);
    }
}
