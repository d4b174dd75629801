package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_REQUEST;
import static dev.descent.api.errors.ErrorCode.MALFORMED_JSON;
import static dev.descent.api.errors.ErrorCode.PAYLOAD_TOO_LARGE;
import static dev.descent.api.errors.ErrorCode.UNSUPPORTED_MEDIA_TYPE;

import dev.descent.access.Caller;
import dev.descent.access.Role;
import dev.descent.api.access.Requires;
import dev.descent.api.document.MayFail;
import dev.descent.jobs.ScheduleCurve;
import dev.descent.jobs.Schedules;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Schedules, drawn. */
@RestController
@Tag(name = "Catalog")
class SchedulesController {
    private final Schedules schedules;

    SchedulesController(Schedules schedules) {
        this.schedules = schedules;
    }

    @Requires(Role.VIEWER)
    @PostMapping(
            path = "/v1/schedules:preview",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "previewSchedule",
            summary = "Preview a schedule",
            description =
                    "The learning rate, and the momentum if the schedule moves it, over the steps of a job, before "
                            + "anything is trained. Reactions to the training itself, and the scaling by batch size, are left "
                            + "out.")
    @MayFail({MALFORMED_JSON, INVALID_REQUEST, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE})
    ScheduleCurve preview(
            Caller caller,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(ref = "ScheduleRequest")))
                    @RequestBody
                    JsonNode body) {
        return schedules.preview(caller.project(), body);
    }
}
