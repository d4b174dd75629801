package dev.descent.api;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.AdministrativeActs;
import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Refusal;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Datasets;
import dev.descent.ledger.BudgetFixed;
import dev.descent.ledger.BudgetRequest;
import dev.descent.ledger.Budgets;
import dev.descent.ledger.ProjectContent;
import dev.descent.projects.ProjectId;
import dev.descent.projects.Quotas;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Turns uploads into data sets, each at most once where the client names its request. */
@Component
class Uploads {
    private final Datasets datasets;
    private final Budgets budgets;
    private final Quotas quotas;
    private final AdministrativeActs acts;
    private final TransactionTemplate transaction;
    private final IdempotentDatasets made;
    private final Path folder;

    Uploads(
            Datasets datasets,
            Budgets budgets,
            Quotas quotas,
            AdministrativeActs acts,
            TransactionTemplate transaction,
            IdempotentDatasets made,
            @Value("${descent.data-dir}") Path dataDirectory) {
        this.datasets = datasets;
        this.budgets = budgets;
        this.quotas = quotas;
        this.acts = acts;
        this.transaction = transaction;
        this.made = made;
        this.folder = dataDirectory.toAbsolutePath().normalize().resolve("uploads");
    }

    IdempotentDatasets.Result store(Caller caller, Upload upload, @Nullable String key) throws IOException {
        Path file = Files.createTempFile(folder, "upload", ".part");
        try {
            // Moves what the server has already written to this folder, where a stream would copy it.
            upload.file().transferTo(file.toFile());
            return made.once(caller.project(), key, () -> digest(upload, file), () -> add(caller, upload, file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Dataset add(Caller caller, Upload upload, Path file) {
        ProjectId project = caller.project();
        quotas.requireStorage(project, upload.file().getSize());
        UploadSchema schema = upload.schema();
        Optional<Dataset> parent = Optional.ofNullable(upload.derivedFrom()).map(idOrName -> parent(project, idOrName));
        return datasets.add(
                project,
                file,
                upload.fileName(),
                upload.name(),
                schema == null ? null : schema.columns(),
                (dataset, insert) -> Boolean.TRUE.equals(transaction.execute(
                        status -> keep(project, dataset, insert) && protect(caller, dataset, parent, schema))));
    }

    private boolean keep(ProjectId project, Dataset dataset, BooleanSupplier insert) {
        quotas.requireStorage(project, dataset.sizeBytes());
        return insert.getAsBoolean();
    }

    private Dataset parent(ProjectId project, String idOrName) {
        Optional<Dataset> found;
        try {
            found = datasets.find(project, idOrName);
        } catch (InvalidOptions e) {
            // The name of a generated set, with options that it does not have.
            Violation first = e.violations().get(0);
            throw new InvalidOptions("/derived_from", first.code(), first.message());
        }
        return found.orElseThrow(() -> new InvalidOptions(
                "/derived_from",
                ErrorCode.UNKNOWN_DATASET.wire(),
                "there is no data set with the id or name \"" + idOrName + "\""));
    }

    private boolean protect(Caller caller, Dataset dataset, Optional<Dataset> parent, @Nullable UploadSchema schema) {
        ProjectContent content = new ProjectContent(caller.project(), dataset.fingerprint());
        parent.ifPresent(from -> budgets.derive(content, from.fingerprint()));
        if (schema != null && schema.privacyBudget() != null) {
            try {
                setBudget(caller, content, dataset, schema.privacyBudget());
            } catch (InvalidOptions e) {
                throw new InvalidOptions(e.violations().stream()
                        .map(violation -> violation.under("/schema/privacy_budget"))
                        .toList());
            }
        }
        return true;
    }

    /** Whoever uploads data may bound what is released of them; to change a bound takes an admin, here as elsewhere. */
    private void setBudget(Caller caller, ProjectContent content, Dataset dataset, BudgetRequest request) {
        try {
            acts.perform(
                    caller,
                    "privacy_budget.set",
                    "epsilon " + request.epsilon() + ", delta " + request.delta() + ", with an upload",
                    () -> caller.role().includes(Role.ADMIN)
                            ? budgets.set(content, request)
                            : budgets.setFirst(content, request),
                    first -> dataset.id());
        } catch (BudgetFixed e) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN, "To change it needs the role admin: " + e.getMessage() + ".", List.of());
        }
    }

    private static MessageDigest digest(Upload upload, Path file) {
        MessageDigest sha256 = IdempotentDatasets.digestOf(
                upload.fileName(),
                upload.name(),
                upload.schemaText(),
                Objects.requireNonNullElse(upload.derivedFrom(), ""));
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), sha256)) {
            content.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sha256;
    }
}
