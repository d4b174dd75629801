package dev.descent.jobs;

import dev.descent.catalog.SpecReader;
import dev.descent.projects.ProjectId;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.training.Schedule;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Shows schedules before anything is trained. */
@Component
public class Schedules {
    private final SpecReader reader;
    private final Derivations derivations;

    Schedules(SpecReader reader, Derivations derivations) {
        this.reader = reader;
        this.derivations = derivations;
    }

    /**
     * The curve of a {@link ScheduleRequest}.
     *
     * @throws InvalidOptions with a pointer for every fault
     */
    public ScheduleCurve preview(ProjectId project, JsonNode json) {
        ScheduleRequest request = reader.read(json, ScheduleRequest.class);
        return ScheduleCurve.of(request.with(derived(project, request.schedule())));
    }

    private Schedule derived(ProjectId project, Schedule schedule) {
        try {
            return derivations.derived(project, schedule);
        } catch (InvalidOptions e) {
            throw new InvalidOptions(e.violations().stream()
                    .map((Violation violation) -> violation.under("/schedule"))
                    .toList());
        }
    }
}
