package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.IN_USE;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.AdministrativeActs;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.catalog.SpecReader;
import dev.descent.projects.Project;
import dev.descent.projects.ProjectId;
import dev.descent.projects.ProjectLimits;
import dev.descent.projects.ProjectNotFound;
import dev.descent.projects.ProjectRequest;
import dev.descent.projects.Projects;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Projects, for operators. */
@RestController
@RequestMapping(path = "/v1/projects", produces = MediaType.APPLICATION_JSON_VALUE)
@Requires(Role.OPERATOR)
@Tag(
        name = "Projects",
        description =
                "Whoever works for one project sees nothing of another: jobs, data sets, models, events and budgets "
                        + "belong to one each. For operators.")
class ProjectsController {
    private static final int MOST = 200;

    private final Projects projects;
    private final AdministrativeActs acts;
    private final SpecReader reader;

    ProjectsController(Projects projects, AdministrativeActs acts, SpecReader reader) {
        this.projects = projects;
        this.acts = acts;
        this.reader = reader;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "createProject",
            summary = "Make a project",
            description = "Its first key is made by an operator, with the header `Descent-Project`.")
    @ApiResponse(
            responseCode = "201",
            description = "The project was made.",
            headers =
                    @Header(name = "Location", description = "The project's path.", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(ref = "Project")))
    @MayFail({MALFORMED_JSON, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    ResponseEntity<ProjectResponse> create(
            Caller caller,
            @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ProjectRequest")))
                    @org.springframework.web.bind.annotation.RequestBody
                    JsonNode body) {
        ProjectRequest request = reader.read(body, ProjectRequest.class);
        Project project = acts.perform(
                caller,
                "project.create",
                request.name(),
                () -> projects.create(request),
                made -> made.id().value());
        return ResponseEntity.created(URI.create("/v1/projects/" + project.id()))
                .body(response(project));
    }

    @GetMapping
    @Operation(operationId = "listProjects", summary = "List projects", description = "Oldest first.")
    @MayFail(INVALID_PARAMETER)
    Listing<ProjectResponse> list(
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        Parameters.bounded("limit", limit, 1, MOST);
        List<Project> found = projects.list(limit + 1, IdKind.PROJECT.cursor(cursor));
        return Listing.page(
                found, limit, this::response, project -> project.id().value());
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getProject", summary = "Get a project", description = "By id or name.")
    @MayFail(NOT_FOUND)
    ProjectResponse get(@PathVariable String id) {
        return response(find(id));
    }

    @PutMapping(path = "/{id}/limits", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "setProjectLimits",
            summary = "Set what a project may use",
            description = "In place of all the limits that it has. What it uses already stays.")
    @MayFail({NOT_FOUND, MALFORMED_JSON, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    ProjectResponse limit(
            Caller caller,
            @PathVariable String id,
            @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ProjectLimits")))
                    @org.springframework.web.bind.annotation.RequestBody
                    JsonNode body) {
        ProjectId project = find(id).id();
        ProjectLimits limits = reader.read(body, ProjectLimits.class);
        return response(acts.perform(
                caller,
                "project.limit",
                body.toString(),
                () -> projects.limit(project, limits),
                changed -> changed.id().value()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteProject",
            summary = "Delete a project",
            description =
                    "Only one that has no jobs, data sets, keys or webhooks any more. Its privacy ledgers and what the audit "
                            + "log has of it stay.")
    @MayFail({NOT_FOUND, IN_USE})
    void delete(Caller caller, @PathVariable String id) {
        ProjectId project = find(id).id();
        acts.perform(caller, "project.delete", project.value(), () -> projects.delete(project));
    }

    private Project find(String idOrName) {
        return projects.find(IdKind.PROJECT.requireNoOther(idOrName)).orElseThrow(() -> new ProjectNotFound(idOrName));
    }

    private ProjectResponse response(Project project) {
        return ProjectResponse.of(project, projects.usage(project.id()));
    }
}
