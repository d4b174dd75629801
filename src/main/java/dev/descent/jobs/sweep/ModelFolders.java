package dev.descent.jobs.sweep;

import dev.descent.artifacts.Models;
import dev.descent.storage.Entry;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Folders of unknown models. One becomes known in a transaction of the worker that wrote it, if that holds its job still,
 * which may be long after it was written when the database was away.
 */
@Component
class ModelFolders implements Swept {
    /** By how much the clocks of the database and of a store of files may differ. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    private final Models models;
    private final JdbcClient jdbc;

    ModelFolders(Models models, JdbcClient jdbc) {
        this.models = models;
        this.jdbc = jdbc;
    }

    @Override
    public Path folder() {
        return models.folder();
    }

    @Override
    public String prefix() {
        return "model_";
    }

    @Override
    public Unknown unknown(List<Entry> found, Instant before) {
        // First: the model of a worker that holds no job any more is seen by the second question.
        Instant oldest = jdbc.sql("""
                        select attempt_at from job where state in ('running', 'pausing', 'cancelling')
                        order by attempt_at limit 1""")
                .query(Timestamp.class)
                .optional()
                .map(at -> at.toInstant().minus(CLOCKS))
                .orElse(Instant.MAX);
        Set<String> known = new HashSet<>(jdbc.sql("select id from model where id = any(?)")
                .param(found.stream().map(Entry::name).toArray(String[]::new))
                .query(String.class)
                .list());
        Instant limit = oldest.isBefore(before) ? oldest : before;
        return new Unknown(
                List.of(),
                found.stream()
                        .filter(entry -> entry.isOlder(limit) && !known.contains(entry.name()))
                        .map(entry -> folder().resolve(entry.name()))
                        .toList());
    }
}
