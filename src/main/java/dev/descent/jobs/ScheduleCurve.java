package dev.descent.jobs;

import dev.descent.training.MeasuredSchedule;
import dev.descent.training.Schedule;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * What a schedule does over the steps of a job.
 *
 * @param steps counted from 0, the first and the last step included
 * @param momenta null for schedules that leave the momentum alone
 * @param dependsOnTraining whether the schedule reacts to what happens, which the curve leaves out
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ScheduleCurve(
        List<Long> steps, List<Double> rates, @Nullable List<Double> momenta, boolean dependsOnTraining) {

    /** @param request for a schedule that has its rates */
    static ScheduleCurve of(ScheduleRequest request) {
        Schedule schedule = request.schedule();
        long total = request.steps();
        List<Long> steps = steps(total, request.points());
        return new ScheduleCurve(
                steps,
                steps.stream()
                        .map(step -> schedule.rate(step, total, request.learningRate()))
                        .toList(),
                schedule.momentum(0, total).isEmpty()
                        ? null
                        : steps.stream()
                                .map(step -> schedule.momentum(step, total).orElseThrow())
                                .toList(),
                schedule.watches().isPresent() || schedule instanceof MeasuredSchedule);
    }

    private static List<Long> steps(long total, int points) {
        return total <= points
                ? LongStream.range(0, total).boxed().toList()
                : LongStream.range(0, points)
                        .map(i -> i * (total - 1) / (points - 1))
                        .boxed()
                        .toList();
    }
}
