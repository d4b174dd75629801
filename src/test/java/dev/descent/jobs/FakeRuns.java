package dev.descent.jobs;

import dev.descent.artifacts.TrainedModel;
import dev.descent.jobs.run.ChosenRows;
import dev.descent.jobs.run.EffectiveSpec;
import dev.descent.jobs.run.TrainingRun;
import dev.descent.jobs.run.TrainingRuns;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import dev.descent.training.Observer;
import dev.descent.training.Outcome;
import dev.descent.training.Snapshot;
import dev.descent.training.tensor.SecretRandomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Training that goes on only as the test says: one command at a time, each done when the call returns. */
final class FakeRuns implements TrainingRuns {
    private final Path data;
    private final BlockingQueue<FakeRun> opened = new LinkedBlockingQueue<>();
    private volatile String fingerprint = "sha256:nowhere";
    private volatile Runnable opening = () -> {};

    FakeRuns(Path data) {
        this.data = data;
    }

    /** What all runs say that they train on from here on. */
    void on(String itsFingerprint) {
        fingerprint = itsFingerprint;
    }

    /** What happens whenever the data of a job are about to be opened. */
    void onOpen(Runnable happens) {
        opening = happens;
    }

    @Override
    public TrainingRun open(ProjectId project, String jobId, String datasetId, EffectiveSpec spec) {
        opening.run();
        return new FakeRun(jobId);
    }

    /** The next run that a worker has begun to train. */
    FakeRun next() {
        try {
            FakeRun run = opened.poll(TestNode.SECONDS, TimeUnit.SECONDS);
            if (run == null) {
                throw new AssertionError("no worker began a run");
            }
            return run;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    final class FakeRun implements TrainingRun {
        final String jobId;
        private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
        private final AtomicLong step = new AtomicLong();
        private volatile Optional<Snapshot> began = Optional.empty();
        private volatile Optional<SecretRandomness> secret = Optional.empty();
        private volatile Supplier<Optional<ChosenRows>> subset = Optional::empty;
        private volatile Runnable exporting = () -> {};

        private record Command(Consumer<Observer> work, Optional<Outcome> outcome, CompletableFuture<Void> done) {}

        FakeRun(String jobId) {
            this.jobId = jobId;
        }

        @Override
        public String fingerprint() {
            return fingerprint;
        }

        @Override
        public Map<String, String> targetFingerprints() {
            return Map.of();
        }

        @Override
        public Outcome train(Optional<Snapshot> from, Observer observer, Optional<SecretRandomness> source) {
            began = from;
            secret = source;
            step.set(from.map(Snapshot::step).orElse(0L));
            opened.add(this);
            while (true) {
                Command command = take();
                Observer.Signal signal = observer.signal(step.get());
                if (signal != Observer.Signal.CONTINUE) {
                    command.done().complete(null);
                    return switch (signal) {
                        case PAUSE -> new Outcome.Paused(snapshot());
                        case FINISH -> trained("ended early");
                        default -> new Outcome.Cancelled(step.get());
                    };
                }
                try {
                    command.work().accept(observer);
                } finally {
                    command.done().complete(null);
                }
                if (command.outcome().isPresent()) {
                    return command.outcome().get();
                }
            }
        }

        private Command take() {
            try {
                Command command = commands.poll(TestNode.SECONDS, TimeUnit.SECONDS);
                if (command == null) {
                    throw new AssertionError("the test forgot its run");
                }
                return command;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void tell(Consumer<Observer> work, Optional<Outcome> outcome) {
            Command command = new Command(work, outcome, new CompletableFuture<>());
            commands.add(command);
            command.done().orTimeout(TestNode.SECONDS, TimeUnit.SECONDS).join();
        }

        /** One step, with the metric {@code train_loss} equal to 1 / step. */
        void step() {
            tell(
                    observer -> {
                        long next = step.incrementAndGet();
                        observer.metrics(next, next / 10.0, Map.of("train_loss", 1.0 / next));
                    },
                    Optional.empty());
        }

        /** One step that nothing is measured at. */
        void silentStep() {
            tell(observer -> step.incrementAndGet(), Optional.empty());
        }

        /** One step that is charged before it is taken. */
        void privateStep() {
            tell(observer -> observer.charge(step.getAndIncrement()), Optional.empty());
        }

        /** One step that is charged, and what it measured. */
        void privateStep(Map<String, Double> values) {
            tell(
                    observer -> {
                        observer.charge(step.getAndIncrement());
                        observer.metrics(step.get(), step.get() / 10.0, values);
                    },
                    Optional.empty());
        }

        /** The bits from which the noise of this step would be made. */
        int[] noise(long ofStep) {
            int[] bits = new int[4];
            secret.orElseThrow()
                    .draws(SecretRandomness.Purpose.NOISE, ofStep, 0)
                    .bits(bits);
            return bits;
        }

        /** From now on asks for the signal again and again, as a real run does, until it is one to stop. */
        void stepWhenAsked() {
            commands.add(new Command(
                    observer -> {
                        while (observer.signal(step.get()) == Observer.Signal.CONTINUE) {
                            Thread.onSpinWait();
                        }
                    },
                    Optional.empty(),
                    new CompletableFuture<>()));
            commands.add(new Command(observer -> {}, Optional.empty(), new CompletableFuture<>()));
        }

        void checkpoint() {
            tell(observer -> observer.checkpoint(snapshot()), Optional.empty());
        }

        void finish() {
            finish(Optional::empty);
        }

        /** Ends with a subset, if there are rows; they are asked for when the model is written and nobody knows of it. */
        void finish(Supplier<Optional<ChosenRows>> rows) {
            subset = rows;
            tell(observer -> {}, Optional.of(trained(null)));
        }

        /** What happens whenever the model is about to be written. */
        void onExport(Runnable happens) {
            exporting = happens;
        }

        void crash(Throwable cause) {
            tell(observer -> sneak(cause), Optional.empty());
        }

        Optional<Snapshot> began() {
            return began;
        }

        Snapshot snapshot() {
            return new Snapshot(
                    step.get(), Map.of("parameters", new float[] {step.get(), 0.5f}), Map.of("best", "0.25"));
        }

        private Outcome trained(@Nullable String reason) {
            return new Outcome.Trained(
                    new float[] {step.get()}, new float[0], step.get(), Map.of("loss", 0.5), Map.of(), reason);
        }

        @Override
        public TrainedModel export(Outcome.Trained trained) {
            exporting.run();
            String id = new Ids().next("model", Instant.EPOCH);
            Path folder = data.resolve("models").resolve(id);
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("weights.safetensors"), "weights");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            JsonNodeFactory json = JsonNodeFactory.instance;
            return new TrainedModel(
                    id,
                    "model",
                    jobId,
                    json.objectNode(),
                    1,
                    new TrainedModel.Provenance(
                            new TrainedModel.Source("ds_nowhere", "nowhere", "sha256:0"),
                            json.objectNode(),
                            0,
                            new TrainedModel.Versions("0", "0", "0"),
                            "sha256:0"),
                    List.of(new TrainedModel.ModelFile("weights.safetensors", 7, "sha256:0")),
                    Instant.EPOCH,
                    Map.of());
        }

        @Override
        public Optional<ChosenRows> subset(Outcome.Trained trained) {
            return subset.get();
        }

        @Override
        public void close() {}
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable cause) throws E {
        throw (E) cause;
    }
}
