package dev.descent.api.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.stereotype.Component;

/** The clients that follow jobs. */
@Component
class StreamMeters implements MeterBinder {
    private final EventStreams streams;

    StreamMeters(EventStreams streams) {
        this.streams = streams;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("descent.stream.clients", streams, EventStreams::count)
                .description("Event streams that are open")
                .baseUnit("clients")
                .register(registry);
    }
}
