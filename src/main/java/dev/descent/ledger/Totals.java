package dev.descent.ledger;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Names;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How often each different event was charged and may still be: the history in short. */
@Component
class Totals {
    private final JdbcClient jdbc;

    Totals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param price null until a budget is set */
    record Total(PrivacyEvent event, @Nullable BigDecimal price, long spentEvents, long reservedEvents) {}

    /** In a fixed order; those that never came to anything left out. */
    List<Total> of(Ledger ledger) {
        return jdbc.sql("""
                        select event, price, spent_events, reserved_events from ledger_total
                        where ledger_id = ? and spent_events + reserved_events > 0 order by event""")
                .param(ledger.id())
                .query((row, n) -> new Total(
                        EventJson.parse(row.getString(1)), row.getBigDecimal(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    /** Adds to what is reserved of an event. */
    void reserve(Ledger ledger, PrivacyEvent event, @Nullable BigDecimal price, long times) {
        jdbc.sql("""
                        insert into ledger_total (ledger_id, event, neighbours, price, reserved_events)
                        values (:ledger, :event, :neighbours, :price, :times) on conflict (ledger_id, event) do update
                        set reserved_events = ledger_total.reserved_events + excluded.reserved_events,
                            price = excluded.price""")
                .param("ledger", ledger.id())
                .param("event", EventJson.text(event))
                .param("neighbours", relations(event))
                .param("price", price)
                .param("times", times)
                .update();
    }

    /** Adds to what is spent of an event, which nothing was reserved for. */
    void spend(Ledger ledger, PrivacyEvent event, @Nullable BigDecimal price, long times) {
        jdbc.sql("""
                        insert into ledger_total (ledger_id, event, neighbours, price, spent_events)
                        values (:ledger, :event, :neighbours, :price, :times) on conflict (ledger_id, event) do update
                        set spent_events = ledger_total.spent_events + excluded.spent_events,
                            price = excluded.price""")
                .param("ledger", ledger.id())
                .param("event", EventJson.text(event))
                .param("neighbours", relations(event))
                .param("price", price)
                .param("times", times)
                .update();
    }

    /** Adds to what is reserved of an event that was reserved before. */
    void addReserved(Ledger ledger, PrivacyEvent event, long times) {
        jdbc.sql("update ledger_total set reserved_events = reserved_events + ? where ledger_id = ? and event = ?")
                .params(times, ledger.id(), EventJson.text(event))
                .update();
    }

    /** Takes events out of what is reserved, and counts some or all of them as spent. */
    void release(Ledger ledger, PrivacyEvent event, long times, long spent) {
        jdbc.sql("""
                        update ledger_total set reserved_events = reserved_events - ?, spent_events = spent_events + ?
                        where ledger_id = ? and event = ?""").params(times, spent, ledger.id(), EventJson.text(event)).update();
    }

    /** What an event takes from the capacity; zero without a budget. */
    BigDecimal price(Ledger ledger, PrivacyEvent event) {
        return jdbc.sql("select coalesce(price, 0) from ledger_total where ledger_id = ? and event = ?")
                .params(ledger.id(), EventJson.text(event))
                .query(BigDecimal.class)
                .single();
    }

    void setPrice(Ledger ledger, PrivacyEvent event, BigDecimal price) {
        jdbc.sql("update ledger_total set price = ? where ledger_id = ? and event = ?")
                .params(price, ledger.id(), EventJson.text(event))
                .update();
    }

    /** The neighbouring relations of all that was reserved or spent. */
    Set<String> relations(Ledger ledger) {
        return new TreeSet<>(
                jdbc.sql("""
                        select distinct neighbours from ledger_total
                        where ledger_id = ? and spent_events + reserved_events > 0""").param(ledger.id()).query(String.class).list());
    }

    /** On the wire; several are joined by commas. */
    static String relations(PrivacyEvent event) {
        return EventJson.relations(event).stream()
                .map((Neighbours relation) -> Names.wire(relation.name()))
                .collect(Collectors.joining(","));
    }
}
