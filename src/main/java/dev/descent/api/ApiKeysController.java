package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.ApiKey;
import dev.descent.access.ApiKeyRequest;
import dev.descent.access.ApiKeys;
import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.AdministrativeActs;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.catalog.SpecReader;
import dev.descent.spec.Names;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The API keys of a project. */
@RestController
@RequestMapping(path = "/v1/api-keys", produces = MediaType.APPLICATION_JSON_VALUE)
@Requires(Role.ADMIN)
@Tag(name = "Access", description = "API keys, who the caller is, and the audit log.")
class ApiKeysController {
    private static final int MOST = 200;

    private final ApiKeys keys;
    private final AdministrativeActs acts;
    private final SpecReader reader;

    ApiKeysController(ApiKeys keys, AdministrativeActs acts, SpecReader reader) {
        this.keys = keys;
        this.acts = acts;
        this.reader = reader;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "createApiKey",
            summary = "Make an API key",
            description = "Of the caller's project. The answer holds the `secret`, which a program sends as its bearer "
                    + "token; it is shown this once, and only its digest is kept.")
    @ApiResponse(
            responseCode = "201",
            description = "The key was made.",
            content = @Content(schema = @Schema(ref = "ApiKey")))
    @MayFail({MALFORMED_JSON, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    ResponseEntity<ApiKeyResponse> create(
            Caller caller,
            @RequestBody(required = true, content = @Content(schema = @Schema(ref = "ApiKeyRequest")))
                    @org.springframework.web.bind.annotation.RequestBody
                    JsonNode body) {
        ApiKeyRequest request = reader.read(body, ApiKeyRequest.class);
        ApiKeys.Created created = acts.perform(
                caller,
                "api_key.create",
                Names.wire(request.role().name()) + " \"" + request.name() + "\"",
                () -> keys.create(caller.project(), request),
                made -> made.key().id());
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(ApiKeyResponse.of(created));
    }

    @GetMapping
    @Operation(
            operationId = "listApiKeys",
            summary = "List API keys",
            description = "Those of the caller's project, oldest first, without their secrets.")
    @MayFail(INVALID_PARAMETER)
    Listing<ApiKeyResponse> list(
            Caller caller,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        Parameters.bounded("limit", limit, 1, MOST);
        List<ApiKey> found = keys.list(caller.project(), limit + 1, IdKind.API_KEY.cursor(cursor));
        return Listing.page(found, limit, ApiKeyResponse::of, ApiKey::id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "revokeApiKey",
            summary = "Revoke an API key",
            description = "At once. Jobs that were submitted with it go on.")
    @MayFail(NOT_FOUND)
    void revoke(Caller caller, @PathVariable String id) {
        IdKind.API_KEY.require(id);
        acts.perform(caller, "api_key.revoke", id, () -> {
            if (!keys.revoke(caller.project(), id)) {
                throw IdKind.API_KEY.missing(id);
            }
        });
    }
}
