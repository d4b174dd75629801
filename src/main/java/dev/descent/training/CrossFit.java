package dev.descent.training;

import dev.descent.spec.InvalidOptions;
import dev.descent.training.Observer.Signal;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Examples;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trains networks by the same spec on some of the examples each, and measures nothing on the way. */
final class CrossFit {
    private final TrainingSpec spec;
    private final Network network;
    private final Engine engine;
    private final TrainingData data;
    private final String device;

    CrossFit(TrainingSpec spec, Network network, Engine engine, TrainingData data, String device) {
        this.spec = spec;
        this.network = network;
        this.engine = engine;
        this.data = data;
        this.device = device;
    }

    /**
     * The network of these examples; empty where there is no time left for it, its loss is not finite, or the spec asks
     * for what so few examples do not have, such as a member of every group.
     *
     * @throws Interrupted if the run is to pause or to be cancelled
     */
    Optional<Outcome.Trained> trained(int[] rows, Observer observer, long step) {
        boolean watches = spec.evaluation().earlyStopping() != null
                || spec.schedule().watches().isPresent();
        Examples none = new SelectedExamples(data.validation(), new int[0]);
        TrainingData some = SelectedExamples.of(data, rows, watches ? data.validation() : none);
        Beside beside = new Beside(observer, step);
        try {
            Outcome outcome = new Trainer(spec.with(List.of()).effective(rows.length), network, engine)
                    .run(some, Optional.empty(), beside, device, Optional.empty());
            Interrupted.check(beside.last);
            return outcome instanceof Outcome.Trained trained ? Optional.of(trained) : Optional.empty();
        } catch (Diverged | InvalidOptions e) {
            return Optional.empty();
        }
    }

    /** What the run is told to do is done here too; nothing that is measured here is told. */
    private static final class Beside implements Observer {
        private final Observer run;
        private final long step;
        private Signal last = Signal.CONTINUE;

        Beside(Observer run, long step) {
            this.run = run;
            this.step = step;
        }

        /** A network that is not finished is of no use. */
        @Override
        public Signal signal(long ofThis) {
            last = run.signal(step);
            return last == Signal.CONTINUE ? Signal.CONTINUE : Signal.CANCEL;
        }

        @Override
        public void metrics(long ofThis, double epoch, Map<String, Double> values) {}

        @Override
        public void charge(long ofThis) {}

        @Override
        public void checkpoint(Snapshot snapshot) {}
    }
}
