package dev.descent.jobs.sweep;

import dev.descent.artifacts.Models;
import java.sql.Timestamp;
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
    private final Models models;
    private final JdbcClient jdbc;
    private final Rounds rounds;

    ModelFolders(Models models, JdbcClient jdbc) {
        this.models = models;
        this.jdbc = jdbc;
        this.rounds = new Rounds(models.folder(), "model_");
    }

    @Override
    public boolean sweep(int most, Instant before) {
        List<String> ids = rounds.next(most);
        // First: the model of a worker that holds no job any more is seen by the second question.
        Instant oldest = jdbc.sql("""
                        select attempt_at from job where state in ('running', 'pausing', 'cancelling')
                        order by attempt_at limit 1""")
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant)
                .orElse(Instant.MAX);
        Set<String> known = new HashSet<>(jdbc.sql("select id from model where id = any(?)")
                .param(ids.toArray(new String[0]))
                .query(String.class)
                .list());
        Instant limit = oldest.isBefore(before) ? oldest : before;
        ids.stream().filter(id -> !known.contains(id)).forEach(id -> models.discard(id, limit));
        rounds.tell(ids);
        return ids.size() < most;
    }
}
