package dev.descent.jobs;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.NameTaken;
import dev.descent.jobs.run.ChosenRows;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.ProjectContent;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the subsets of jobs and knows where they come from.
 *
 * <p>A subset holds records of its source, and shares the privacy ledger of its source. Its row, its provenance, its place in
 * that ledger and the end of its job are one transaction.
 */
@Component
public class Subsets {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_NAME = 100;

    private final Datasets datasets;
    private final Budgets budgets;
    private final JdbcClient jdbc;

    Subsets(Datasets datasets, Budgets budgets, JdbcClient jdbc) {
        this.datasets = datasets;
        this.budgets = budgets;
        this.jdbc = jdbc;
    }

    /**
     * Makes a data set of these rows. Its file is written first.
     *
     * @param end ends the job in a transaction, in which it runs what it is given, and answers whether the job has
     *     succeeded; if not, or if it throws, nothing is left
     * @return what {@code end} answered
     * @throws NameTaken if neither the name nor the one with the job's id is free
     * @throws InvalidOptions if the rows have a privacy ledger of their own
     */
    public boolean make(ProjectId project, ChosenRows chosen, Predicate<Runnable> end) {
        return datasets.addSubset(
                        project,
                        chosen.table(),
                        chosen.rows(),
                        names(chosen),
                        (subset, insert) -> end.test(() -> record(project, subset, insert, chosen)))
                .isPresent();
    }

    private void record(ProjectId project, Dataset subset, BooleanSupplier insert, ChosenRows chosen) {
        if (!insert.getAsBoolean()) {
            throw new NameTaken(chosen.name());
        }
        SubsetProvenance provenance = chosen.provenance();
        try {
            budgets.derive(new ProjectContent(project, subset.fingerprint()), provenance.sourceFingerprint());
        } catch (InvalidOptions e) {
            throw new InvalidOptions(
                    "/subset",
                    "conflict",
                    "would choose just the rows of other data that have a privacy ledger of their own from earlier use:"
                            + " two histories cannot become one");
        }
        jdbc.sql("insert into subset (dataset_id, job_id, document) values (?, ?, ?::json)")
                .params(subset.id(), provenance.job(), JSON.writeValueAsString(provenance))
                .update();
    }

    /** The name that was asked for, and one that nobody else asks for: what was trained for days is not lost to a name. */
    private static List<String> names(ChosenRows chosen) {
        String name = chosen.name();
        String end = " " + chosen.provenance().job();
        int room = Math.min(name.codePointCount(0, name.length()), LONGEST_NAME - end.length());
        return List.of(name, name.substring(0, name.offsetByCodePoints(0, room)) + end);
    }

    /** Where those of these data sets come from that are subsets, by id. */
    public Map<String, SubsetProvenance> find(Collection<String> datasetIds) {
        Map<String, SubsetProvenance> found = new HashMap<>();
        jdbc.sql("select dataset_id, document from subset where dataset_id = any(?)")
                .param(datasetIds.toArray(String[]::new))
                .query(row -> {
                    found.put(row.getString(1), JSON.readValue(row.getString(2), SubsetProvenance.class));
                });
        return found;
    }
}
