package dev.descent.training.schedules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.Strategy;
import dev.descent.training.DerivedSchedule;
import dev.descent.training.DerivedSchedule.History;
import dev.descent.training.Schedule;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every schedule owes its callers, whatever the job. A new one is found by scanning and tested as it is. */
class ScheduleContractTest {
    private static final double ROUNDING = 1e-12;

    private static final List<Schedule> ALL = new ClassFileImporter()
            .importPackages("dev.descent.training.schedules").stream()
                    .filter(c -> c.isAnnotatedWith(Strategy.class))
                    .map(ScheduleContractTest::withDefaults)
                    .toList();

    private static Schedule withDefaults(JavaClass type) {
        try {
            Schedule schedule = (Schedule) type.reflect().getConstructor().newInstance();
            return schedule instanceof DerivedSchedule derivable && !derivable.isDerived()
                    ? derivable.derived(new History(
                            LongStream.rangeClosed(1, 50)
                                    .mapToObj(t -> new History.Point(t, 1 + 3.0 / t))
                                    .toList(),
                            50))
                    : schedule;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    /** The same schedule with a warm-up. */
    private static Schedule with(Warmup warmup, Schedule schedule) {
        RecordComponent[] components = schedule.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        try {
            for (int i = 0; i < values.length; i++) {
                components[i].getAccessor().setAccessible(true);
                values[i] = components[i].getType() == Warmup.class
                        ? warmup
                        : components[i].getAccessor().invoke(schedule);
            }
            assertThat(values).as("options of %s", schedule).contains(warmup);
            Constructor<?> canonical = schedule.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            return (Schedule) canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(schedule.toString(), e);
        }
    }

    @Provide
    static Arbitrary<Schedule> schedules() {
        Arbitrary<Warmup> rises = Combinators.combine(
                        Arbitraries.longs().between(0, 500).injectNull(0.3),
                        Arbitraries.doubles().between(0, 1).injectNull(0.5))
                .as((steps, start) -> new Warmup(null, steps, start));
        return Combinators.combine(Arbitraries.of(ALL), rises).as((schedule, warmup) -> with(warmup, schedule));
    }

    @Test
    void schedulesAreFound() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(16);
    }

    @Property
    void everyRateOfAShortJobIsBetweenZeroAndTheBase(
            @ForAll("schedules") Schedule schedule,
            @ForAll @IntRange(min = 1, max = 300) int steps,
            @ForAll @IntRange(min = -6, max = 1) int magnitude) {
        double base = Math.pow(10, magnitude);
        for (int t = 0; t < steps; t++) {
            assertThat(schedule.rate(t, steps, base))
                    .as("%s at %d", schedule, t)
                    .isBetween(0.0, base * (1 + ROUNDING));
        }
    }

    @Property
    void everyRateOfALongJobIsBetweenZeroAndTheBase(
            @ForAll("schedules") Schedule schedule,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long steps,
            @ForAll @DoubleRange(min = 0, max = 1) double part) {
        for (long t : new long[] {0, (long) (part * (steps - 1)), steps - 1}) {
            assertThat(schedule.rate(t, steps, 0.1)).as("%s at %d", schedule, t).isBetween(0.0, 0.1 * (1 + ROUNDING));
        }
    }

    @Property
    void ratesAreInProportionToTheBase(
            @ForAll("schedules") Schedule schedule,
            @ForAll @IntRange(min = 1, max = 10_000) int steps,
            @ForAll @DoubleRange(min = 0, max = 1) double part) {
        long t = (long) (part * (steps - 1));
        double one = schedule.rate(t, steps, 1);
        assertThat(schedule.rate(t, steps, 0.003)).isCloseTo(0.003 * one, within(ROUNDING));
    }

    @Property
    void theWarmUpRisesToWhereTheScheduleBegins(
            @ForAll("schedules") Schedule any,
            @ForAll @IntRange(min = 1, max = 200) int length,
            @ForAll @IntRange(min = 1, max = 500) int rest) {
        Schedule schedule = with(new Warmup(null, (long) length, null), any);
        long steps = length + (long) rest;
        double before = 0;
        for (int t = 0; t < length; t++) {
            double rate = schedule.rate(t, steps, 0.1);
            assertThat(rate).as("%s at %d", schedule, t).isGreaterThanOrEqualTo(before);
            before = rate;
        }
        assertThat(schedule.rate(length, steps, 0.1)).isCloseTo(before, within(ROUNDING));
        assertThat(schedule.rate(length, steps, 0.1))
                .as("the schedule itself, over the rest")
                .isCloseTo(with(new Warmup(), any).rate(0, rest, 0.1), within(ROUNDING));
    }

    @Property
    void momentaAreMomenta(
            @ForAll("schedules") Schedule schedule,
            @ForAll @IntRange(min = 1, max = 2000) int steps,
            @ForAll @DoubleRange(min = 0, max = 1) double part) {
        schedule.momentum((long) (part * (steps - 1)), steps)
                .ifPresent(momentum ->
                        assertThat(momentum).isGreaterThanOrEqualTo(0).isLessThan(1));
    }

    @Property
    void everyCycleBeginsAtTheBaseAndFallsFromThere(
            @ForAll @IntRange(min = 1, max = 40) int first,
            @ForAll @IntRange(min = 1, max = 4) int multiplier,
            @ForAll @DoubleRange(min = 0, max = 1) double end) {
        CosineRestarts schedule = new CosineRestarts(null, (long) first, multiplier, end, new Warmup());
        long start = 0;
        long length = first;
        for (int cycle = 0; cycle < 5; cycle++) {
            assertThat(schedule.rate(start, 1_000_000, 0.1)).isEqualTo(0.1);
            for (long t = start + 1; t < start + length; t++) {
                assertThat(schedule.rate(t, 1_000_000, 0.1)).isLessThanOrEqualTo(schedule.rate(t - 1, 1_000_000, 0.1));
            }
            start += length;
            length *= multiplier;
        }
    }

    @Property
    void countedCyclesEndWithTheJob(
            @ForAll @IntRange(min = 1, max = 5) int cycles,
            @ForAll @IntRange(min = 1, max = 3) int multiplier,
            @ForAll @IntRange(min = 1000, max = 100_000) int steps) {
        CosineRestarts schedule = new CosineRestarts(cycles, null, multiplier, 0, new Warmup());
        int rises = 0;
        for (int t = 1; t < steps; t++) {
            rises += schedule.rate(t, steps, 1) > schedule.rate(t - 1, steps, 1) ? 1 : 0;
        }
        assertThat(rises).isEqualTo(cycles - 1);
        // The last of at least 200 steps of its cycle.
        assertThat(schedule.rate(steps - 1, steps, 1)).isLessThan(1e-3);
    }

    /** The third cycle begins at step 29, of which a sum of floating-point numbers falls short. */
    @Test
    void aCycleBeginsWhereItShouldInSpiteOfRounding() {
        CosineRestarts schedule = new CosineRestarts(6, null, 2, 0, new Warmup());
        assertThat(schedule.rate(29, 261, 1)).isEqualTo(1);
        assertThat(schedule.rate(28, 261, 1)).isLessThan(0.5);
    }

    @Property
    void aPlateauNeverRaisesTheRateNorGoesBelowTheLeast(
            @ForAll List<@DoubleRange(min = -5, max = 5) Double> values,
            @ForAll boolean greaterIsBetter,
            @ForAll @IntRange(min = 0, max = 3) int patience,
            @ForAll @IntRange(min = 0, max = 3) int cooldown) {
        ReduceOnPlateau schedule = new ReduceOnPlateau(
                "loss",
                0.5,
                patience,
                1e-4,
                ReduceOnPlateau.ThresholdMode.RELATIVE,
                cooldown,
                0.01,
                1e-8,
                new Warmup());
        Schedule.Reaction reaction = Schedule.Reaction.NONE;
        for (double value : values) {
            Schedule.Reaction next = schedule.react(reaction, value, greaterIsBetter, 0.1);
            assertThat(next.factor() * 0.1).isBetween(0.01, reaction.factor() * 0.1);
            reaction = next;
        }
    }
}
