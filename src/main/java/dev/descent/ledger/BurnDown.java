package dev.descent.ledger;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a budget was used up, in Rényi divergence of its order, by which jobs are admitted.
 *
 * @param points after lines of the history, in its order
 */
public record BurnDown(double order, List<Point> points) {
    /**
     * How it stood after a line.
     *
     * @param capacity what the budget allowed; null before it was set
     */
    public record Point(long seq, Instant at, @Nullable Double capacity, double spent, double reserved) {}

    /** Adds up a history line by line; prices are those of the budget's order, also of what came before it. */
    static final class Sum {
        private final double order;
        private final int most;
        private final Map<String, BigDecimal> prices = new HashMap<>();
        private final List<Point> points = new ArrayList<>();
        private @Nullable Double capacity;
        private BigDecimal spent = BigDecimal.ZERO;
        private BigDecimal reserved = BigDecimal.ZERO;
        private long every = 1;
        private long lines;
        private @Nullable Point last;

        Sum(double order, int most) {
            this.order = order;
            this.most = most;
        }

        void add(LedgerEntry entry) {
            switch (entry.type()) {
                case BUDGET_SET, BUDGET_CHANGED -> capacity = capacity(entry);
                case RESERVED -> reserved = reserved.add(price(entry));
                case CHARGED -> {
                    spent = spent.add(price(entry));
                    reserved = reserved.subtract(price(entry));
                }
                case SETTLED -> reserved = reserved.subtract(price(entry));
                case PUBLISHED -> spent = spent.add(price(entry));
                case DERIVED, UNPROTECTED -> {}
            }
            last = new Point(entry.seq(), entry.at(), capacity, spent.doubleValue(), reserved.doubleValue());
            if (lines++ % every == 0) {
                points.add(last);
            }
            if (points.size() >= most) {
                thin();
            }
        }

        /** Keeps every other point, and from here on half as many lines. */
        private void thin() {
            List<Point> kept = new ArrayList<>();
            for (int i = 0; i < points.size(); i += 2) {
                kept.add(points.get(i));
            }
            points.clear();
            points.addAll(kept);
            every *= 2;
        }

        private static Double capacity(LedgerEntry entry) {
            return new Budget(number(entry.epsilon()), number(entry.delta()), number(entry.order()))
                    .capacity()
                    .doubleValue();
        }

        private static double number(@Nullable Double value) {
            return Optional.ofNullable(value).orElseThrow();
        }

        private BigDecimal price(LedgerEntry entry) {
            var event = entry.event();
            Long steps = entry.steps();
            if (event == null || steps == null || steps == 0) {
                return BigDecimal.ZERO;
            }
            long each = entry.stepsPerEvent() == null ? 1 : entry.stepsPerEvent();
            BigDecimal price = prices.computeIfAbsent(EventJson.text(event), text -> Price.of(event, order));
            return price.multiply(BigDecimal.valueOf((steps + each - 1) / each));
        }

        BurnDown result() {
            List<Point> all = new ArrayList<>(points);
            if (last != null && (all.isEmpty() || all.get(all.size() - 1).seq() != last.seq())) {
                all.add(last);
            }
            return new BurnDown(order, all);
        }
    }
}
