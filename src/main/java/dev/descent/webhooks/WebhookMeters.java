package dev.descent.webhooks;

import dev.descent.database.Sampled;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is sent to receivers, and what waits to be. */
@Component
class WebhookMeters {
    /** One look along the partial index of what waits. */
    static final String QUERY = """
            select count(*), coalesce(extract(epoch from now() - min(created_at)), 0)
            from webhook_delivery where state = 'pending'""";

    /** What became of an attempt to send something. */
    enum Result {
        DELIVERED,
        /** It is sent again later. */
        FAILED,
        /** It failed, and was the last attempt. */
        GIVEN_UP,
        /** The receiver answered 410: the webhook is disabled. */
        GONE
    }

    private record Backlog(long deliveries, double seconds) {}

    private final MeterRegistry meters;
    /** Gauges do not keep what they measure. */
    private final Sampled<Backlog> backlog;

    WebhookMeters(MeterRegistry meters, JdbcClient jdbc) {
        this.meters = meters;
        backlog = new Sampled<>(
                "webhook-backlog",
                () -> jdbc.sql(QUERY)
                        .query((row, n) -> new Backlog(row.getLong(1), row.getDouble(2)))
                        .single());
        Gauge.builder("descent.webhook.pending", backlog, known(Backlog::deliveries))
                .description("Messages to receivers of webhooks that wait, all processes")
                .baseUnit("deliveries")
                .register(meters);
        TimeGauge.builder("descent.webhook.pending.age", backlog, TimeUnit.SECONDS, known(Backlog::seconds))
                .description("How long the oldest of them has waited; 0 if none waits")
                .register(meters);
        for (Result result : Result.values()) {
            counter(result).increment(0);
        }
    }

    private static ToDoubleFunction<Sampled<Backlog>> known(ToDoubleFunction<Backlog> number) {
        return backlog -> backlog.get().map(number::applyAsDouble).orElse(Double.NaN);
    }

    void attempted(Result result) {
        counter(result).increment();
    }

    private Counter counter(Result result) {
        return Counter.builder("descent.webhook.attempts")
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .description("Attempts of this process to send a message, by what became of them")
                .baseUnit("attempts")
                .register(meters);
    }
}
