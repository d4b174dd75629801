package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;

import dev.descent.access.AuditEntry;
import dev.descent.access.AuditLog;
import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.projects.Project;
import dev.descent.projects.Projects;
import dev.descent.spec.Names;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who the caller is, and who did what. */
@RestController
@RequestMapping(path = "/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Access")
class AccessController {
    private static final int MOST = 200;

    private final Projects projects;
    private final AuditLog log;

    AccessController(Projects projects, AuditLog log) {
        this.projects = projects;
        this.log = log;
    }

    /** The caller on the wire. */
    record WhoAmI(String object, String name, String role, ProjectResponse project) {}

    @GetMapping("/whoami")
    @Operation(
            operationId = "whoAmI",
            summary = "Who the caller is",
            description =
                    "With the role in the project that the request is for, and what the project may use and uses.")
    @MayFail({})
    WhoAmI whoAmI(Caller caller) {
        Project project = projects.find(caller.project().value()).orElseThrow();
        return new WhoAmI(
                "caller",
                caller.name(),
                Names.wire(caller.role().name()),
                ProjectResponse.of(project, projects.usage(project.id())));
    }

    /** A line of the audit log on the wire. */
    record AuditLogEntry(
            String id,
            String object,
            Instant at,
            @Nullable String project,
            String actor,
            String action,
            @Nullable String subject,
            String outcome,
            @Nullable String detail,
            @Nullable String address,
            @Nullable String requestId) {
        static AuditLogEntry of(AuditEntry entry) {
            return new AuditLogEntry(
                    Long.toString(entry.id()),
                    "audit_log_entry",
                    entry.at(),
                    entry.project(),
                    entry.actor(),
                    entry.action(),
                    entry.object(),
                    Names.wire(entry.outcome().name()),
                    entry.detail(),
                    entry.address(),
                    entry.requestId());
        }
    }

    @GetMapping("/audit-log")
    @Requires(Role.ADMIN)
    @Operation(
            operationId = "listAuditLog",
            summary = "List administrative acts and denied requests",
            description =
                    "Newest first: what concerns the caller's project, or with `all=true`, for operators, everything.")
    @MayFail(INVALID_PARAMETER)
    Listing<AuditLogEntry> list(
            Caller caller,
            @Parameter(description = "Of all projects, and what concerns none; for operators.")
                    @RequestParam(defaultValue = "false")
                    boolean all,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        Parameters.bounded("limit", limit, 1, MOST);
        if (all && !caller.role().includes(Role.OPERATOR)) {
            throw Refusal.parameter("all", "is for operators only");
        }
        long before = cursor == null ? Long.MAX_VALUE : Parameters.sequence(cursor);
        List<AuditEntry> found = log.list(all ? null : caller.project(), limit + 1, before);
        return Listing.page(found, limit, AuditLogEntry::of, entry -> Long.toString(entry.id()));
    }
}
