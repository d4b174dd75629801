package dev.descent.jobs;

import dev.descent.artifacts.ExampleFile;
import dev.descent.artifacts.ExampleFile.Example;
import dev.descent.artifacts.ExampleRecords;
import dev.descent.artifacts.Models;
import dev.descent.artifacts.TrainedModel;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Shows what jobs found out about their examples. */
@Component
public class ExamplePages {
    private final JobViews views;
    private final SourceRecords sources;
    private final ExampleRecords records;
    private final Models models;
    private final Datasets datasets;

    ExamplePages(JobViews views, SourceRecords sources, ExampleRecords records, Models models, Datasets datasets) {
        this.views = views;
        this.sources = sources;
        this.records = records;
        this.models = models;
        this.datasets = datasets;
    }

    /**
     * The file with all examples.
     *
     * @throws JobNotFound if there is no such job
     * @throws NotSucceeded if it has not succeeded
     * @throws NoExampleRecord if it found out nothing about its examples
     */
    public ExampleRecords.Stored file(ProjectId project, String id) {
        ExampleRecords.Stored stored = file(project, job(project, id));
        records.fetch(stored);
        return stored;
    }

    private Job job(ProjectId project, String id) {
        Job job = views.find(project, id).orElseThrow(() -> new JobNotFound(id));
        if (job.state() != JobState.SUCCEEDED) {
            throw new NotSucceeded(id, job.state());
        }
        return job;
    }

    private ExampleRecords.Stored file(ProjectId project, Job job) {
        return sources.of(project, job).orElseThrow(() -> new NoExampleRecord(job.id()));
    }

    /**
     * Examples in the order of a score.
     *
     * @throws InvalidOptions at {@code /sort} if there is no such score
     * @throws JobNotFound if there is no such job
     * @throws NotSucceeded if it has not succeeded
     * @throws NoExampleRecord if it found out nothing about its examples
     */
    public ExamplePage page(ProjectId project, String id, ExampleQuery query) {
        Job job = job(project, id);
        TrainedModel.Source source = source(project, job);
        try (ExampleFile file = records.open(file(project, job))) {
            String sort = sort(query.sort(), file.scores());
            List<Example> found = file.page(
                    sort.equals(ExampleQuery.ROW) ? null : sort, query.descending(), query.offset(), query.limit() + 1);
            List<Example> page = found.subList(0, Math.min(query.limit(), found.size()));
            Optional<List<Map<String, @Nullable Object>>> values =
                    values(project, source.id(), file.fingerprint(), page);
            return new ExamplePage(
                    new ExampleSource(source.id(), source.name(), file.fingerprint(), values.isEmpty()),
                    file.scores(),
                    sort,
                    IntStream.range(0, page.size())
                            .mapToObj(i -> row(
                                    page.get(i), values.map(all -> all.get(i)).orElse(null)))
                            .toList(),
                    found.size() > page.size() ? query.offset() + page.size() : null);
        }
    }

    private TrainedModel.Source source(ProjectId project, Job job) {
        return Optional.ofNullable(job.model())
                .flatMap(model -> models.find(project, model))
                .orElseThrow(() -> new NoExampleRecord(job.id()))
                .provenance()
                .dataset();
    }

    private static String sort(@Nullable String asked, List<String> scores) {
        if (asked == null) {
            return scores.contains(ExampleQuery.BY_DEFAULT)
                    ? ExampleQuery.BY_DEFAULT
                    : scores.stream().findFirst().orElse(ExampleQuery.ROW);
        }
        if (!asked.equals(ExampleQuery.ROW) && !scores.contains(asked)) {
            throw new InvalidOptions(
                    "/sort",
                    "unknown_score",
                    "must be one of " + ExampleQuery.ROW + ", " + String.join(", ", scores) + " but is \"" + asked
                            + "\"");
        }
        return asked;
    }

    /** The rows as the data set has them; empty if it was deleted. */
    private Optional<List<Map<String, @Nullable Object>>> values(
            ProjectId project, String dataset, String fingerprint, List<Example> examples) {
        int[] rows = examples.stream().mapToInt(Example::row).toArray();
        Optional<Dataset> found = stored(project, dataset, fingerprint);
        try {
            return found.map(known -> datasets.rows(known, rows));
        } catch (UncheckedIOException e) {
            if (stored(project, dataset, fingerprint).isEmpty()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Dataset> stored(ProjectId project, String dataset, String fingerprint) {
        return datasets.find(project, dataset)
                .filter(known -> known.fingerprint().equals(fingerprint));
    }

    private static ScoredExample row(Example example, @Nullable Map<String, @Nullable Object> values) {
        return new ScoredExample(example.row(), example.label(), example.predicted(), example.scores(), values);
    }
}
