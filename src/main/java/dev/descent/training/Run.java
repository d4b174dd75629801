package dev.descent.training;

import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What changes while a training run goes on: the position, the losses not yet reported, and what was best. */
final class Run {
    private static final String PARAMETERS = "parameters";
    private static final String BUFFERS = "buffers";
    private static final String STATE = "optimizer.";
    private static final String TRANSFORM = "transform.";
    private static final String MECHANISM = "mechanism.";
    private static final String STEPS = "steps";
    private static final String SEEN = "sampler.seen";
    private static final String BEST = "best.";
    private static final String METRIC = "metric.";

    private final TrainingSpec spec;
    private final Disclosure disclosure;
    private final LossWindow losses;
    private long step;
    private Position position;
    private Best best;
    private long evaluatedAt;
    private Progress progress;
    private Map<String, Double> metrics;
    /** By the sampler's last look at all examples. */
    private float[] seen;

    private Run(
            TrainingSpec spec,
            LossWindow losses,
            long step,
            Position position,
            Best best,
            long evaluatedAt,
            Progress progress,
            Map<String, Double> metrics,
            float[] seen) {
        this.spec = spec;
        disclosure = Disclosure.of(spec.mechanism());
        this.losses = losses;
        this.step = step;
        this.position = position;
        this.best = best;
        this.evaluatedAt = evaluatedAt;
        this.progress = progress;
        this.metrics = new LinkedHashMap<>(metrics);
        this.seen = seen;
    }

    static Run start(TrainingSpec spec, Position position) {
        return new Run(
                spec,
                new LossWindow(0, 0, 0),
                0,
                position,
                Best.NONE,
                -1,
                Progress.start(spec),
                Map.of(),
                Sampler.NOTHING);
    }

    static Run resume(Snapshot from, TrainingSpec spec, Workspace workspace) {
        List<State> transforms = new ArrayList<>();
        for (int i = 0; i < spec.transforms().size(); i++) {
            transforms.add(state(from, TRANSFORM + i + ".", workspace));
        }
        Position position = new Position(
                workspace.vec(from.vector(PARAMETERS)),
                workspace.vec(from.vector(BUFFERS)),
                state(from, STATE, workspace),
                transforms,
                state(from, MECHANISM, workspace));
        boolean restores = from.vectors().containsKey(BEST + PARAMETERS);
        Best best = new Best(
                Double.parseDouble(from.number("best.value")),
                Integer.parseInt(from.number("best.stale")),
                restores ? workspace.vec(from.vector(BEST + PARAMETERS)) : null,
                restores ? workspace.vec(from.vector(BEST + BUFFERS)) : null,
                metrics(from, BEST + METRIC));
        return new Run(
                spec,
                new LossWindow(
                        from.step(),
                        Double.parseDouble(from.number("losses.sum")),
                        Long.parseLong(from.number("losses.count"))),
                from.step(),
                position,
                best,
                Long.parseLong(from.number("evaluated_at")),
                Progress.of(from),
                metrics(from, METRIC),
                from.vectors().getOrDefault(SEEN, Sampler.NOTHING));
    }

    /** Everything, read back from the device. */
    Snapshot snapshot(ExampleScores scores, Workspace workspace) {
        losses.read(workspace);
        Map<String, float[]> vectors = new LinkedHashMap<>();
        vectors.put(PARAMETERS, position.parameters().toArray());
        vectors.put(BUFFERS, position.buffers().toArray());
        vectors.putAll(scores.state());
        if (seen.length > 0) {
            vectors.put(SEEN, seen);
        }
        Map<String, String> numbers = new LinkedHashMap<>();
        put(position.state(), STATE, vectors, numbers);
        for (int i = 0; i < position.transforms().size(); i++) {
            put(position.transforms().get(i), TRANSFORM + i + ".", vectors, numbers);
        }
        put(position.mechanism(), MECHANISM, vectors, numbers);
        Vec bestParameters = best.parameters();
        Vec bestBuffers = best.buffers();
        if (bestParameters != null && bestBuffers != null) {
            vectors.put(BEST + PARAMETERS, bestParameters.toArray());
            vectors.put(BEST + BUFFERS, bestBuffers.toArray());
        }
        progress.put(numbers);
        numbers.put("losses.sum", Double.toString(losses.sum()));
        numbers.put("losses.count", Long.toString(losses.count()));
        numbers.put("evaluated_at", Long.toString(evaluatedAt));
        numbers.put("best.value", Double.toString(best.value()));
        numbers.put("best.stale", Integer.toString(best.stale()));
        best.metrics().forEach((name, value) -> numbers.put(BEST + METRIC + name, Double.toString(value)));
        metrics.forEach((name, value) -> numbers.put(METRIC + name, Double.toString(value)));
        return new Snapshot(step, vectors, numbers);
    }

    private static void put(State state, String prefix, Map<String, float[]> vectors, Map<String, String> numbers) {
        state.vectors().forEach((name, vec) -> vectors.put(prefix + name, vec.toArray()));
        numbers.put(prefix + STEPS, Long.toString(state.steps()));
    }

    private static State state(Snapshot from, String prefix, Workspace workspace) {
        Map<String, Vec> vectors = new LinkedHashMap<>();
        from.vectors().forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                vectors.put(name.substring(prefix.length()), workspace.vec(values));
            }
        });
        return new State(Long.parseLong(from.number(prefix + STEPS)), vectors);
    }

    private static Map<String, Double> metrics(Snapshot from, String prefix) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        from.numbers().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                metrics.put(name.substring(prefix.length()), Double.parseDouble(value));
            }
        });
        return metrics;
    }

    long step() {
        return step;
    }

    Position position() {
        return position;
    }

    /** Everything that the next step needs. */
    List<Vec> vectors() {
        List<Vec> all = new ArrayList<>(position.vectors());
        all.addAll(losses.unread());
        if (best.parameters() != null) {
            all.add(best.parameters());
        }
        if (best.buffers() != null) {
            all.add(best.buffers());
        }
        return all;
    }

    Progress progress() {
        return progress;
    }

    /** What the sampler's last look at all examples found out. */
    float[] seen() {
        return seen;
    }

    void saw(float[] found) {
        seen = found;
    }

    void advance(Position next, Progress after, Optional<Vec> loss, Workspace workspace) {
        position = next;
        progress = after;
        step++;
        loss.ifPresent(value -> losses.add(value, workspace));
    }

    /** Whether the step about to be taken is reported: the first, every so many, and the last. */
    boolean isReportDue(long steps) {
        Long every = spec.logEverySteps();
        return step == 0 || step + 1 == steps || (step + 1) % (every == null ? 1 : every) == 0;
    }

    /**
     * @param gradientNorm empty where no gradient is built
     * @param measured other metrics of the step
     * @throws Diverged if the run is private and a parameter is not finite, which its losses would have told of another
     */
    Map<String, Double> report(
            double rate,
            OptionalDouble gradientNorm,
            int batchSize,
            Map<String, Double> measured,
            Workspace workspace) {
        if (disclosure.isPrivate()) {
            double norm = position.parameters().norm().value();
            if (!Double.isFinite(norm)) {
                throw Diverged.parameters(step, norm);
            }
        }
        Map<String, Double> values = new LinkedHashMap<>();
        if (disclosure.showsData()) {
            values.put(disclosure.name("train_loss"), losses.takeMean(workspace));
        }
        values.put("learning_rate", rate);
        gradientNorm.ifPresent(norm -> values.put("gradient_norm", norm));
        if (!spec.batchSchedule().isFixed()) {
            values.put("batch_size", (double) batchSize);
        }
        values.putAll(measured);
        metrics.putAll(values);
        return values;
    }

    boolean isEvaluated() {
        return evaluatedAt == step;
    }

    /** @param judged the position that was evaluated, whose parameters may be an average */
    void evaluated(Map<String, Double> values, Position judged) {
        evaluatedAt = step;
        metrics.putAll(values);
        Schedule schedule = spec.schedule();
        schedule.watches().ifPresent(metric -> {
            double value = values.getOrDefault(Validator.PREFIX + metric, Double.NaN);
            boolean greaterIsBetter = spec.objective().greaterIsBetter(metric);
            progress = progress.reacted(schedule.react(progress.reaction(), value, greaterIsBetter, spec.baseRate()));
        });
        EarlyStopping rule = spec.evaluation().earlyStopping();
        if (rule != null) {
            best = best.next(rule, spec.objective().greaterIsBetter(rule.metric()), judged, values);
        }
    }

    /** Why early stopping ends the run now, or null. */
    @Nullable
    String reasonToStop() {
        EarlyStopping rule = spec.evaluation().earlyStopping();
        if (rule == null || best.stale() < rule.patience()) {
            return null;
        }
        return Validator.PREFIX + rule.metric() + " has not improved on " + best.value() + " for " + best.stale()
                + " evaluations";
    }

    /**
     * Where the parameters are that become the model: at the best evaluation if early stopping restores it.
     *
     * @param last the position at the end, whose parameters may be an average
     */
    Position kept(Position last) {
        Vec bestParameters = best.parameters();
        Vec bestBuffers = best.buffers();
        return bestParameters == null || bestBuffers == null
                ? last
                : new Position(bestParameters, bestBuffers, last.state(), last.transforms(), last.mechanism());
    }

    /** The model, and all that was found out. */
    Outcome.Trained trained(Position kept, Map<String, float[]> scores, @Nullable String reason, Workspace workspace) {
        losses.read(workspace);
        Map<String, Double> measured = new LinkedHashMap<>(metrics);
        if (best.parameters() != null) {
            measured.putAll(best.metrics());
        }
        return new Outcome.Trained(
                kept.parameters().toArray(), kept.buffers().toArray(), step, measured, scores, reason);
    }
}
