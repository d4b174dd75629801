package dev.descent.jobs.sweep;

import dev.descent.artifacts.Checkpoints;
import dev.descent.artifacts.Checkpoints.Found;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Folders of unknown jobs, and unknown checkpoints of known ones. */
@Component
class JobFolders implements Swept {
    private static final Logger LOG = LoggerFactory.getLogger(JobFolders.class);

    private final Checkpoints checkpoints;
    private final JdbcClient jdbc;
    private final Rounds rounds;

    JobFolders(Checkpoints checkpoints, JdbcClient jdbc) {
        this.checkpoints = checkpoints;
        this.jdbc = jdbc;
        this.rounds = new Rounds(checkpoints.folder(), "job_");
    }

    /** @param attempt that a worker is at; empty if none holds the job */
    private record Known(OptionalInt attempt) {
        /** Whether whoever wrote the file may still tell of it: who does not hold the job any more cannot. */
        boolean mayBecomeKnown(Found file) {
            return attempt.isPresent()
                    && (file.attempt().isEmpty() || file.attempt().getAsInt() == attempt.getAsInt());
        }
    }

    @Override
    public boolean sweep(int most, Instant before) {
        List<String> ids = rounds.next(most);
        Map<String, List<Found>> files = new HashMap<>();
        ids.forEach(id -> files.put(id, checkpoints.files(id)));
        String[] asked = ids.toArray(new String[0]);
        // First: what a worker wrote while it held the job is seen by the second question.
        Map<String, Known> jobs = jobs(asked);
        Set<String> referenced = referenced(asked);
        for (String id : ids) {
            @Nullable Known job = jobs.get(id);
            if (job == null) {
                checkpoints.deleteAll(id, before);
            } else {
                List<Found> unknown = files.getOrDefault(id, List.of()).stream()
                        .filter(file -> !referenced.contains(id + "/" + file.name()))
                        .filter(file -> !job.mayBecomeKnown(file))
                        .toList();
                unknown.forEach(file -> checkpoints.delete(id, file, before));
                tell(id, unknown);
            }
        }
        rounds.tell(ids);
        return ids.size() < most;
    }

    private void tell(String id, List<Found> files) {
        long left = files.isEmpty()
                ? 0
                : checkpoints.files(id).stream().filter(files::contains).count();
        if (files.size() > left) {
            LOG.info("Deleted {} leftover checkpoints of {}", files.size() - left, id);
        }
    }

    private Map<String, Known> jobs(String[] ids) {
        Map<String, Known> jobs = new HashMap<>();
        jdbc.sql("select id, worker is not null, attempt from job where id = any(?)")
                .param(ids)
                .query(row -> {
                    jobs.put(
                            row.getString(1),
                            new Known(row.getBoolean(2) ? OptionalInt.of(row.getInt(3)) : OptionalInt.empty()));
                });
        return jobs;
    }

    private Set<String> referenced(String[] ids) {
        return new HashSet<>(jdbc.sql("select job_id || '/' || file from checkpoint where job_id = any(?)")
                .param(ids)
                .query(String.class)
                .list());
    }
}
