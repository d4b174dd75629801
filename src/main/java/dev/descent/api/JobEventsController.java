package dev.descent.api;

import static dev.descent.api.errors.ErrorCode.INVALID_PARAMETER;
import static dev.descent.api.errors.ErrorCode.NOT_ACCEPTABLE;
import static dev.descent.api.errors.ErrorCode.NOT_FOUND;

import dev.descent.access.Caller;
import dev.descent.api.access.Standing;
import dev.descent.api.document.MayFail;
import dev.descent.api.errors.Refusal;
import dev.descent.api.stream.EventStreams;
import dev.descent.jobs.Event;
import dev.descent.jobs.Events;
import dev.descent.jobs.Jobs;
import dev.descent.jobs.Metrics;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What happens to a job, as a list, as a stream and as series of numbers. */
@RestController
@RequestMapping("/v1/jobs/{id}")
@Tag(name = "Jobs")
class JobEventsController {
    private final Jobs jobs;
    private final Events events;
    private final Metrics metrics;
    private final EventStreams streams;
    private final Standing standing;

    JobEventsController(Jobs jobs, Events events, Metrics metrics, EventStreams streams, Standing standing) {
        this.jobs = jobs;
        this.events = events;
        this.metrics = metrics;
        this.streams = streams;
        this.standing = standing;
    }

    @GetMapping(path = "/events", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "listEvents",
            summary = "List or stream a job's events",
            description = "One numbered sequence: `state`, `metrics`, `metrics_withdrawn`, `checkpoint` and `log` "
                    + "events. Each `metrics` event gives values at a step that no earlier one gave, or that was "
                    + "withdrawn since: `metrics_withdrawn` takes all values at steps after `after_step` back, because "
                    + "a private job that lost its worker goes on from there with fresh noise. With "
                    + "`Accept: text/event-stream` it comes as a stream, live, in which `id` is the number, `event` "
                    + "the type and `data` the event's data; `Last-Event-ID` or `after` resumes without a gap. The "
                    + "stream ends after the last event of a finished job.")
    @ApiResponse(
            responseCode = "200",
            description = "The events in order.",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(ref = "EventList")),
                @Content(mediaType = "text/event-stream", schema = @Schema(type = "string"))
            })
    @ApiResponse(
            responseCode = "204",
            description = "As a stream only: the job is finished and the last event had been received, so do not "
                    + "reconnect.",
            content = @Content)
    @MayFail({NOT_FOUND, INVALID_PARAMETER, NOT_ACCEPTABLE})
    Listing<Event> list(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "Only events with greater numbers.") @RequestParam(defaultValue = "0") long after,
            @Parameter(description = "As a list: at most so many, up to 1,000.") @RequestParam(defaultValue = "1000")
                    int limit,
            @Parameter(description = "As a stream: the number of the last event that was received.")
                    @RequestHeader(name = "Last-Event-ID", required = false)
                    @Nullable
                    String lastEventId) {
        List<Event> page = events.after(
                caller.project(),
                IdKind.JOB.require(id),
                checked(after),
                Parameters.bounded("limit", limit, 1, Events.MOST));
        String next = page.size() < limit
                ? null
                : Long.toString(page.get(page.size() - 1).seq());
        return Listing.of(page, next);
    }

    @Hidden
    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> stream(
            Caller caller,
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId) {
        // A browser that reconnects sends both: its URL as it was, and the number that it got to.
        long from = Math.max(checked(after), lastEventId == null ? 0 : number(lastEventId));
        boolean finished =
                jobs.get(caller.project(), IdKind.JOB.require(id)).state().isFinal();
        if (finished && events.after(caller.project(), id, from, 1).isEmpty()) {
            return ResponseEntity.noContent().build();
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                // Proxies such as nginx would hold the stream back.
                .header("X-Accel-Buffering", "no")
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .body(streams.open(caller.project(), id, from, () -> standing.holds(caller)));
    }

    @GetMapping(path = "/metrics", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "getMetrics",
            summary = "Get a job's metrics",
            description = "Each series is thinned to about `points` points, so that its peaks stay visible. `timeline` "
                    + "says for some of the steps how many epochs lay behind them and when it was; a stream of events `after` "
                    + "`last_event` goes on where the series end.")
    @MayFail({NOT_FOUND, INVALID_PARAMETER})
    Metrics.JobMetrics metrics(
            Caller caller,
            @PathVariable String id,
            @Parameter(description = "Only this metric; repeat it for several.")
                    @RequestParam(required = false)
                    @Nullable
                    List<String> name,
            @Parameter(description = "About so many points a series, from 2 to 10,000.")
                    @RequestParam(defaultValue = "500")
                    int points) {
        return metrics.history(
                caller.project(),
                IdKind.JOB.require(id),
                new LinkedHashSet<>(name == null ? List.of() : name),
                Parameters.bounded("points", points, 2, 10_000));
    }

    private static long checked(long after) {
        if (after < 0) {
            throw Refusal.parameter("after", "must be at least 0 but is " + after);
        }
        return after;
    }

    private static long number(String lastEventId) {
        try {
            return checked(Long.parseLong(lastEventId.strip()));
        } catch (NumberFormatException e) {
            throw Refusal.parameter("Last-Event-ID", "must be the number of an event but is \"" + lastEventId + "\"");
        }
    }
}
