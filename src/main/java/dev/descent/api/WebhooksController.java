package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.AdministrativeActs;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.webhooks.Webhook;
import dev.descent.webhooks.WebhookDelivery;
import dev.descent.webhooks.Webhooks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Webhooks: who is told of the states of jobs. */
@RestController
@Requires(Role.ADMIN)
@RequestMapping(path = "/v1/webhooks", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Webhooks", description = "Receivers of the states of jobs: signed messages, sent until they arrive.")
class WebhooksController {
    private static final int MOST = 200;

    private final Webhooks webhooks;
    private final AdministrativeActs acts;

    WebhooksController(Webhooks webhooks, AdministrativeActs acts) {
        this.webhooks = webhooks;
        this.acts = acts;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "createWebhook",
            summary = "Create a webhook",
            description =
                    "From now on each change of a job to one of these states is posted to the URL: JSON with `id`, `type` "
                            + "(`job.state`), `at` and `data`, which has the `job`, its `path`, `name`, `state`, `reason`, "
                            + "`labels`, `model` and `error`, and the number of the `event`. It is signed by the Standard "
                            + "Webhooks specification with the secret, which only this answer shows. Any status 2xx within "
                            + "15 s says that it has arrived; otherwise it is sent again for about three days. It may come "
                            + "more than once, with the same `webhook-id`, and before what happened earlier. `410` disables "
                            + "the webhook, until it answers a ping.")
    @ApiResponse(
            responseCode = "201",
            description = "The webhook, with its secret.",
            headers =
                    @Header(name = "Location", description = "The webhook's path.", schema = @Schema(type = "string")),
            content = @Content(schema = @Schema(ref = "Webhook")))
    @MayFail({MALFORMED_JSON, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    ResponseEntity<Webhook> create(
            Caller caller,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "WebhookRequest")))
                    @RequestBody
                    JsonNode body) {
        Webhook webhook = acts.perform(
                caller,
                "webhook.create",
                body.path("url").asString(""),
                () -> webhooks.create(caller.project(), body),
                Webhook::id);
        return ResponseEntity.created(URI.create("/v1/webhooks/" + webhook.id()))
                .body(webhook);
    }

    @GetMapping
    @Operation(operationId = "listWebhooks", summary = "List webhooks", description = "All of them, oldest first.")
    Listing<Webhook> list(Caller caller) {
        return Listing.whole(webhooks.list(caller.project()));
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getWebhook", summary = "Get a webhook")
    @MayFail(NOT_FOUND)
    Webhook get(Caller caller, @PathVariable String id) {
        return webhooks.find(caller.project(), IdKind.WEBHOOK.require(id))
                .orElseThrow(() -> IdKind.WEBHOOK.missing(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "deleteWebhook",
            summary = "Delete a webhook",
            description = "With its deliveries: what has not been sent is not sent any more.")
    @MayFail(NOT_FOUND)
    void delete(Caller caller, @PathVariable String id) {
        IdKind.WEBHOOK.require(id);
        acts.perform(caller, "webhook.delete", id, () -> {
            if (!webhooks.delete(caller.project(), id)) {
                throw IdKind.WEBHOOK.missing(id);
            }
        });
    }

    @PostMapping("/{id}/rotate-secret")
    @Operation(
            operationId = "rotateWebhookSecret",
            summary = "Give a webhook a new secret",
            description = "Only this answer shows it. For 24 hours the secret before signs too: messages then have two "
                    + "signatures, of which a receiver needs to know one.")
    @MayFail(NOT_FOUND)
    Webhook rotateSecret(Caller caller, @PathVariable String id) {
        IdKind.WEBHOOK.require(id);
        return acts.perform(
                caller,
                "webhook.rotate_secret",
                null,
                () -> webhooks.rotateSecret(caller.project(), id).orElseThrow(() -> IdKind.WEBHOOK.missing(id)),
                Webhook::id);
    }

    @PostMapping("/{id}/ping")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "pingWebhook",
            summary = "Send a webhook a test message",
            description =
                    "Of type `webhook.ping`, signed and sent like any other; the deliveries tell what became of it. A "
                            + "disabled webhook that answers it is enabled again.")
    @MayFail(NOT_FOUND)
    WebhookDelivery ping(Caller caller, @PathVariable String id) {
        return webhooks.ping(caller.project(), IdKind.WEBHOOK.require(id))
                .orElseThrow(() -> IdKind.WEBHOOK.missing(id));
    }

    @GetMapping("/{id}/deliveries")
    @Operation(
            operationId = "listWebhookDeliveries",
            summary = "List what was and is to be sent to a webhook",
            description = "Newest first. What has arrived or was given up is kept for seven days.")
    @MayFail({NOT_FOUND, INVALID_PARAMETER})
    Listing<WebhookDelivery> deliveries(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "At most so many, up to 200.") @RequestParam(defaultValue = "50") int limit,
            @Parameter(description = "The `next_cursor` of the page before.") @RequestParam(required = false) @Nullable
                    String cursor) {
        Parameters.bounded("limit", limit, 1, MOST);
        List<WebhookDelivery> found = webhooks.deliveries(
                        caller.project(), IdKind.WEBHOOK.require(id), Parameters.eventId(cursor), limit + 1)
                .orElseThrow(() -> IdKind.WEBHOOK.missing(id));
        return Listing.page(found, limit, Function.identity(), WebhookDelivery::id);
    }
}
