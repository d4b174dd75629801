package dev.descent.jobs.run;

import dev.descent.datasets.AlignedTable;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.Encoding;
import dev.descent.jobs.JobSpec;
import dev.descent.jobs.UnknownDataset;
import dev.descent.projects.ProjectId;
import dev.descent.training.Diagnostic;
import dev.descent.training.TargetSet;
import dev.descent.training.TargetedScore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data sets that the scores of a run compare its own with, all open: nobody waits for a file later. */
final class OpenTargets implements AutoCloseable {
    private final ProjectId project;
    private final Datasets datasets;
    private final Dataset own;
    private final JobSpec spec;
    /** By the names that the spec gives them. */
    private final Map<String, AlignedTable> tables = new LinkedHashMap<>();

    OpenTargets(ProjectId project, Datasets datasets, Dataset own, JobSpec spec) {
        this.project = project;
        this.datasets = datasets;
        this.own = own;
        this.spec = spec;
        try {
            names().forEach(this::table);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** By pointers to where the spec names them. */
    Map<String, String> fingerprints() {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        names().forEach((pointer, name) ->
                fingerprints.put(pointer, table(pointer, name).dataset().fingerprint()));
        return fingerprints;
    }

    /** By the names that the spec gives them. */
    Map<String, TargetSet> sets(Encoding encoding) {
        Map<String, TargetSet> sets = new LinkedHashMap<>();
        names().forEach((pointer, name) ->
                sets.put(name, Targets.of(table(pointer, name), encoding, spec.preprocessing())));
        return sets;
    }

    private Map<String, String> names() {
        List<Diagnostic> diagnostics = spec.training().diagnostics();
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < diagnostics.size(); i++) {
            if (diagnostics.get(i) instanceof TargetedScore score) {
                names.put("/diagnostics/" + i + Targets.POINTER, score.target());
            }
        }
        return names;
    }

    private AlignedTable table(String pointer, String name) {
        return tables.computeIfAbsent(
                name,
                id -> Targets.open(
                        datasets, datasets.find(project, id).orElseThrow(() -> UnknownDataset.at(pointer, id)), own));
    }

    @Override
    public void close() {
        tables.values().forEach(AlignedTable::close);
    }
}
