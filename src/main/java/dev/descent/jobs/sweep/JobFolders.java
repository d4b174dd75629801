package dev.descent.jobs.sweep;

import dev.descent.artifacts.Checkpoints;
import dev.descent.storage.Entry;
import dev.descent.storage.Entry.StoredFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Folders of unknown jobs, and unknown checkpoints of known ones. */
@Component
class JobFolders implements Swept {
    private final Checkpoints checkpoints;
    private final JdbcClient jdbc;

    JobFolders(Checkpoints checkpoints, JdbcClient jdbc) {
        this.checkpoints = checkpoints;
        this.jdbc = jdbc;
    }

    /** @param attempt that a worker is at; empty if none holds the job */
    private record Known(OptionalInt attempt) {
        /** Whether whoever wrote the checkpoint may still tell of it: who does not hold the job any more cannot. */
        boolean mayBecomeKnown(String checkpoint) {
            OptionalInt written = Checkpoints.attempt(checkpoint);
            return attempt.isPresent() && (written.isEmpty() || written.getAsInt() == attempt.getAsInt());
        }
    }

    @Override
    public Path folder() {
        return checkpoints.folder();
    }

    @Override
    public String prefix() {
        return "job_";
    }

    @Override
    public Unknown unknown(List<Entry> found, Instant before) {
        String[] ids = found.stream().map(Entry::name).toArray(String[]::new);
        // First: what a worker wrote while it held the job is seen by the second question.
        Map<String, Known> jobs = jobs(ids);
        Set<String> referenced = referenced(ids);
        List<Path> files = new ArrayList<>();
        List<Path> folders = new ArrayList<>();
        for (Entry entry : found) {
            String id = entry.name();
            @Nullable Known job = jobs.get(id);
            if (job != null) {
                entry.files().stream()
                        .filter(file -> file.isOlder(before))
                        .map(StoredFile::name)
                        .filter(Checkpoints::isCheckpoint)
                        .filter(file -> !referenced.contains(id + "/" + file) && !job.mayBecomeKnown(file))
                        .forEach(file -> files.add(folder().resolve(id).resolve(file)));
            } else if (entry.isOlder(before)) {
                folders.add(folder().resolve(id));
            }
        }
        return new Unknown(files, folders);
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
        return new HashSet<>(jdbc.sql("select job_id || '/checkpoints/' || file from checkpoint where job_id = any(?)")
                .param(ids)
                .query(String.class)
                .list());
    }
}
