package dev.descent.jobs.queue;

import dev.descent.artifacts.Checkpoints;
import dev.descent.artifacts.Models;
import dev.descent.jobs.stream.EventLog;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Files that no row of the database knows: their process was killed between writing the one and the other. */
@Component
class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private final Checkpoints checkpoints;
    private final Models models;
    private final EventLog log;

    Leftovers(Checkpoints checkpoints, Models models, EventLog log) {
        this.checkpoints = checkpoints;
        this.models = models;
        this.log = log;
    }

    /** Only while no other process is at work. */
    void delete() {
        try {
            checkpoints.deleteLeftovers(id -> log.head(id).isPresent());
            models.deleteLeftovers();
        } catch (UncheckedIOException e) {
            LOG.warn("Files of a killed process remain", e);
        }
    }
}
