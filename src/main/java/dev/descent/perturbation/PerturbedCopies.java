package dev.descent.perturbation;

import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.datasets.NameTaken;
import dev.descent.ledger.BudgetExhausted;
import dev.descent.ledger.Cost;
import dev.descent.ledger.ProjectContent;
import dev.descent.ledger.Publication;
import dev.descent.ledger.Publications;
import dev.descent.ledger.Quote;
import dev.descent.ledger.Reports;
import dev.descent.projects.ProjectId;
import dev.descent.projects.Quotas;
import dev.descent.spec.InvalidOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes perturbed copies and knows where they come from.
 *
 * <p>The charge, the data set's row and its provenance are one transaction: nobody can read a copy that is not charged, and
 * nothing is charged for one that nobody can ever read, since its key is gone. Deleting a copy gives nothing back.
 */
@Component
public class PerturbedCopies {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Datasets datasets;
    private final Publications publications;
    private final Reports reports;
    private final Quotas quotas;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    PerturbedCopies(
            Datasets datasets,
            Publications publications,
            Reports reports,
            Quotas quotas,
            TransactionTemplate transaction,
            JdbcClient jdbc) {
        this.datasets = datasets;
        this.publications = publications;
        this.reports = reports;
        this.quotas = quotas;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    /**
     * What a copy would be and cost.
     *
     * @throws InvalidOptions with a pointer for every fault
     * @throws NameTaken if a data set of this name exists
     */
    public PerturbedCopyEstimate estimate(ProjectId project, Dataset source, PerturbedCopyRequest request) {
        CopyPlan plan = plan(project, source, request);
        ProjectContent content = new ProjectContent(project, source.fingerprint());
        Quote quote = reports.quote(content, cost(plan, request));
        return new PerturbedCopyEstimate(plan.description().costing(quote.epsilon()), quote);
    }

    /**
     * Makes a copy and charges for it.
     *
     * @throws InvalidOptions with a pointer for every fault
     * @throws NameTaken if a data set of this name exists
     * @throws BudgetExhausted if the privacy budget of the source does not cover it
     */
    public Dataset make(ProjectId project, Dataset source, PerturbedCopyRequest request) {
        CopyPlan plan = plan(project, source, request);
        ProjectContent content = new ProjectContent(project, source.fingerprint());
        Quote quote = reports.quote(content, cost(plan, request));
        InputPerturbation perturbation = plan.description().costing(quote.epsilon());
        try {
            publications.requireRoom(content, plan.event());
            return datasets.addPerturbed(
                    project,
                    source,
                    plan.perturbation(),
                    request.name(),
                    (copy, insert) -> Boolean.TRUE.equals(transaction.execute(status -> {
                        quotas.requireStorage(project, copy.sizeBytes());
                        if (!insert.getAsBoolean()) {
                            return false;
                        }
                        publications.charge(
                                content,
                                new Publication(
                                        plan.event(),
                                        request.delta(),
                                        copy.fingerprint(),
                                        "a perturbed copy: " + copy.id()));
                        remember(copy, perturbation);
                        return true;
                    })));
        } catch (BudgetExhausted e) {
            throw reports.report(content).map(e::with).orElse(e);
        }
    }

    private CopyPlan plan(ProjectId project, Dataset source, PerturbedCopyRequest request) {
        CopyFaults faults = new CopyFaults();
        try {
            datasets.checkName(project, request.name());
        } catch (InvalidOptions e) {
            faults.addAll(e.violations());
        }
        return CopyPlan.of(source, request, faults);
    }

    private static Cost cost(CopyPlan plan, PerturbedCopyRequest request) {
        return new Cost(plan.event(), 1, request.delta());
    }

    private void remember(Dataset copy, InputPerturbation perturbation) {
        jdbc.sql("insert into perturbed_copy (dataset_id, document) values (?, ?::json)")
                .params(copy.id(), JSON.writeValueAsString(perturbation))
                .update();
    }

    /** How those of these data sets were perturbed that are copies, by id. */
    public Map<String, InputPerturbation> find(Collection<String> datasetIds) {
        Map<String, InputPerturbation> found = new HashMap<>();
        jdbc.sql("select dataset_id, document from perturbed_copy where dataset_id = any(?)")
                .param(datasetIds.toArray(String[]::new))
                .query(row -> {
                    found.put(row.getString(1), JSON.readValue(row.getString(2), InputPerturbation.class));
                });
        return found;
    }
}
