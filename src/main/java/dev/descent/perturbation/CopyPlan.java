package dev.descent.perturbation;

import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.accounting.PrivacyEvent.RandomizedResponse;
import dev.descent.datasets.Dataset;
import dev.descent.datasets.Perturbation;
import dev.descent.perturbation.CopyColumn.Kind;
import dev.descent.spec.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done to each column of a source, and what that costs.
 *
 * <p>The numbers of a row are one vector, released by a {@link CubeMechanism}; the class and every categorical feature are
 * answered by randomized response. The parts of a row are perturbed independently, so that their costs compose.
 *
 * @param description its total is not known yet
 */
record CopyPlan(Perturbation perturbation, PrivacyEvent event, InputPerturbation description) {
    /** Far enough from where doubles end that neither the noise nor its sum with a value leaves them. */
    private static final double LARGEST_DEVIATION = 1e300;

    private static final double LEAST_DEVIATION = 1e-300;

    /**
     * What is done to one column.
     *
     * @param description null if it is dropped
     * @param event what it costs by itself; a number costs nothing but its part in the vector
     */
    private record Part(
            Perturbation.Column column, InputPerturbation.@Nullable Column description, PrivacyEvent event) {
        static final Part DROPPED = new Part(new Perturbation.Dropped(), null, new PrivacyEvent.Nothing());
    }

    /** @throws dev.descent.spec.InvalidOptions with every fault, those found before included */
    static CopyPlan of(Dataset source, PerturbedCopyRequest request, CopyFaults faults) {
        List<CopyColumn> columns = CopyColumn.of(source);
        CopyChecks checks = new CopyChecks(request, columns, faults);
        checks.check();
        faults.raise();
        Optional<CubeMechanism> numbers = numbers(columns.stream().filter(checks::isKept), request);
        List<Part> parts = columns.stream()
                .map(column -> checks.isKept(column) ? part(column, request, numbers, faults) : Part.DROPPED)
                .toList();
        faults.raise();
        int features = source.features().size();
        return new CopyPlan(
                new Perturbation(
                        parts.stream().limit(features).map(Part::column).toList(),
                        parts.size() > features ? parts.get(features).column() : new Perturbation.Dropped()),
                composed(numbers, parts),
                new InputPerturbation(
                        source.id(),
                        source.fingerprint(),
                        0,
                        request.delta(),
                        request.epsilon(),
                        request.labelEpsilon(),
                        request.categoryEpsilon(),
                        Names.wire(Neighbours.REPLACE_ONE.name()),
                        parts.stream()
                                .map(Part::description)
                                .filter(Objects::nonNull)
                                .toList()));
    }

    private static Optional<CubeMechanism> numbers(Stream<CopyColumn> kept, PerturbedCopyRequest request) {
        int coordinates =
                (int) kept.filter(column -> column.kind() == Kind.NUMBER).count();
        return Optional.ofNullable(request.epsilon())
                .map(epsilon -> CubeMechanism.calibrated(coordinates, epsilon, request.delta()));
    }

    private static Part part(
            CopyColumn column, PerturbedCopyRequest request, Optional<CubeMechanism> numbers, CopyFaults faults) {
        if (column.kind() == Kind.NUMBER) {
            return number(column, numbers.orElseThrow(), given(request.bounds().get(column.name())), faults);
        }
        return column.kind() == Kind.CLASS
                ? answer(column, given(request.labelEpsilon()), column.classes())
                : answer(
                        column,
                        given(request.categoryEpsilon()),
                        given(request.categories().get(column.name())));
    }

    /** What the checks found to be there. */
    private static <T> T given(@Nullable T value) {
        return Objects.requireNonNull(value);
    }

    private static Part number(CopyColumn column, CubeMechanism numbers, List<Double> range, CopyFaults faults) {
        double low = range.get(0);
        double high = range.get(1);
        double deviation = numbers.deviation(low, high);
        if (!(deviation >= LEAST_DEVIATION && deviation <= LARGEST_DEVIATION)) {
            faults.outOfBounds(
                    CopyFaults.pointer("bounds", column.name()),
                    "must be of another width, or epsilon must be another: the noise would have a standard deviation of "
                            + deviation);
        }
        return new Part(
                new Perturbation.Noise(low, high, deviation),
                new InputPerturbation.Column(column.name(), column.role(), low, high, deviation, null, null),
                new PrivacyEvent.Nothing());
    }

    /**
     * Under zero-out the null row answers with any of the values, each as likely, as a missing value does. That is a mixture
     * of what all rows would answer, and so no easier to tell from one of them than another row is. One value tells nothing.
     */
    private static Part answer(CopyColumn column, double epsilon, List<String> values) {
        int count = values.size();
        RandomizedResponse response = new RandomizedResponse(epsilon, Math.max(2, count), Neighbours.ZERO_OUT);
        double keeps = count > 1 ? response.keeps() : 1;
        return new Part(
                new Perturbation.Response(values, keeps),
                new InputPerturbation.Column(column.name(), column.role(), null, null, null, count, keeps),
                count > 1 ? response : new PrivacyEvent.Nothing());
    }

    /** Equal events are counted, so that the history stays short. */
    private static PrivacyEvent composed(Optional<CubeMechanism> numbers, List<Part> parts) {
        Map<PrivacyEvent, Long> counts = new LinkedHashMap<>();
        numbers.ifPresent(mechanism -> counts.put(mechanism.event(), 1L));
        for (Part part : parts) {
            if (!(part.event() instanceof PrivacyEvent.Nothing)) {
                counts.merge(part.event(), 1L, Long::sum);
            }
        }
        List<PrivacyEvent> events = new ArrayList<>();
        counts.forEach((event, times) -> events.add(times == 1 ? event : event.times(times)));
        return events.size() == 1 ? events.get(0) : new PrivacyEvent.Composed(events);
    }
}
