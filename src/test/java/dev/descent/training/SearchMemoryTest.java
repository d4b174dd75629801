package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.descent.accounting.Neighbours;
import dev.descent.training.mechanisms.DpZero;
import dev.descent.training.mechanisms.PrivacyOptions;
import dev.descent.training.models.Mlp;
import dev.descent.training.models.TestExamples;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Classification;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.samplers.Poisson;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.search.ConsensusBasedOptimization;
import dev.descent.training.search.EvolutionStrategies;
import dev.descent.training.search.EvolutionStrategies.Update;
import dev.descent.training.search.Mezo;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The peak of native memory over a few steps, each in a process of its own. */
class SearchMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double MEGA = 1 << 20;
    private static final int STEPS = 2;
    private static final int PARTICLES = 24;

    /** Eight hidden layers of 256 units for many examples: 16 MB a layer's output, 2 MB a vector of the size of θ. */
    private static final Case DEEP =
            new Case(new Mlp(Collections.nCopies(8, 256), Activation.RELU, 0, Mlp.Normalization.NONE), 16, 16_384);

    /** A million parameters for few examples: 4 MB a vector of the size of θ, and hardly anything else. */
    private static final Case WIDE =
            new Case(new Mlp(List.of(1000, 1000), Activation.RELU, 0, Mlp.Normalization.NONE), 16, 8);

    private record Case(Mlp model, int features, int batch) {
        Signature signature() {
            return new Signature(List.of(features), List.of(), 10);
        }

        Network network() {
            return model.network(signature());
        }

        TrainingSpec spec(UpdateRule rule) {
            return new SpecBuilder(model, new Classification())
                    .optimizer(rule)
                    .learningRate(1e-6)
                    .sampler(new Shuffle(batch))
                    .steps(STEPS)
                    .logEverySteps(1L)
                    .build()
                    .effective(batch);
        }

        /** The private search, which is no update rule. */
        TrainingSpec zerothOrder() {
            DpZero mechanism = new DpZero(
                    1, 1e-3, Neighbours.ADD_OR_REMOVE_ONE, new PrivacyOptions(1.0, null, 1e-5, batch, false));
            return new SpecBuilder(spec(new Sgd()))
                    .mechanism(mechanism)
                    .sampler(new Poisson(batch, 1.0))
                    .build()
                    .effective(batch);
        }

        double estimate(UpdateRule rule) {
            return Estimate.of(spec(rule), network(), signature(), batch, 0).memoryBytes() / MEGA;
        }
    }

    /** Looks once and stays where it is: inference. */
    private record Looking() implements SearchRule {
        @Override
        public Step step(Vec parameters, Loss loss, State state, StepContext context) {
            loss.at(parameters);
            return new Step(parameters, state.next());
        }

        @Override
        public int evaluations() {
            return 1;
        }

        @Override
        public State init(Vec parameters) {
            return State.EMPTY;
        }

        @Override
        public double defaultLearningRate() {
            return 1;
        }

        @Override
        public int stateVectors() {
            return 0;
        }
    }

    private static Case net(String name) {
        return name.equals("deep") ? DEEP : WIDE;
    }

    private static EvolutionStrategies evolution(int pairs) {
        return new EvolutionStrategies(pairs, 0.02, 0, Update.SGD, 0.9, 0.999, 1e-8);
    }

    private static UpdateRule rule(String name) {
        return switch (name) {
            case "inference" -> new Looking();
            case "mezo" -> new Mezo();
            case "sgd" -> new Sgd();
            case "cbo" ->
                new ConsensusBasedOptimization(
                        PARTICLES, 30, 1, 1, ConsensusBasedOptimization.Diffusion.ANISOTROPIC, 0.1, null);
            case "es2" -> evolution(2);
            case "es16" -> evolution(16);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void aStepOfMezoTakesTheMemoryOfInferenceAndFarLessThanOneOfSgd() {
        double inference = measured("deep", "inference");
        double mezo = measured("deep", "mezo");
        double sgd = measured("deep", "sgd");
        assertThat(mezo).as("MB; inference: %s", inference).isLessThan(inference + 20);
        assertThat(mezo).as("MB; sgd: %s", sgd).isLessThan(sgd / 3);
        assertThat(DEEP.estimate(new Mezo())).isBetween(mezo / 2, mezo * 2);
        assertThat(DEEP.estimate(new Sgd())).isBetween(sgd / 2, sgd * 2);
    }

    @Test
    void theEstimateCountsParticlesAndActivationsAsTheRuleHoldsThem() {
        long p = DEEP.network().parameters().size();
        double swarm = DEEP.estimate(new ConsensusBasedOptimization());
        assertThat(swarm - DEEP.estimate(new Mezo())).isEqualTo(2 * 50 * 4 * p / MEGA, within(1e-3));
        double activations =
                16_384 * (DEEP.network().activationBytes() - DEEP.network().inferenceBytes()) / MEGA;
        assertThat(DEEP.estimate(new Sgd()) - DEEP.estimate(new Mezo())).isEqualTo(activations, within(1e-3));
    }

    @Test
    void aGenerationHoldsFewDirectionsHoweverManyThereAre() {
        double few = measured("wide", "es2");
        double many = measured("wide", "es16");
        // 56 more points and 28 more directions, of 4 MB each, if they were held at once.
        assertThat(many - few).as("MB").isLessThan(30);
    }

    /** As they were, as they are, and these in one vector. */
    @Test
    void aStepOfASwarmHoldsItsParticlesThreeTimes() {
        double vector = 4 * WIDE.network().parameters().size() / MEGA;
        double swarm = measured("wide", "cbo");
        assertThat(swarm).as("MB").isLessThan((3 * PARTICLES + 12) * vector);
        assertThat(WIDE.estimate(rule("cbo"))).isBetween(swarm / 2, swarm * 2);
    }

    @Test
    void aStepOfDpZeroTakesTheMemoryOfOneOfMezoAndAFewVectorsMore() {
        for (String name : List.of("deep", "wide")) {
            double mezo = measured(name, "mezo");
            double zero = measured(name, "dp_zero");
            double vector = 4 * net(name).network().parameters().size() / MEGA;
            assertThat(zero).as("MB; mezo: %s", mezo).isLessThan(mezo + 20 + 4 * vector);
        }
        double estimate = Estimate.of(DEEP.zerothOrder(), DEEP.network(), DEEP.signature(), DEEP.batch(), 0)
                        .memoryBytes()
                / MEGA;
        assertThat(estimate).isEqualTo(DEEP.estimate(new Mezo()), within(1e-3));
    }

    private static double measured(String net, String rule) {
        assumeThat(STATUS).as("resident memory is read from /proc").exists();
        ProcessBuilder process = ChildProcess.of(
                List.of(
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:MaxDirectMemorySize=24m"),
                SearchMemoryTest.class,
                net,
                rule);
        // glibc then gives back each large array when it is freed, instead of keeping it for later.
        process.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
        List<String> printed = ChildProcess.run(process);
        return Double.parseDouble(printed.get(printed.size() - 1));
    }

    public static void main(String[] args) {
        Case measured = net(args[0]);
        Peak peak = new Peak();
        TrainingSpec spec = args[1].equals("dp_zero") ? measured.zerothOrder() : measured.spec(rule(args[1]));
        new Trainer(spec, measured.network(), TestEngine.get())
                .run(
                        new TestExamples(measured.signature(), measured.batch()),
                        new TestExamples(measured.signature(), 0),
                        Optional.empty(),
                        peak,
                        "cpu",
                        Optional.of(new SecretRandomness(new byte[SecretRandomness.KEY_BYTES], 0)));
        System.out.println(peak.megabytes());
    }

    /** From before the first step to the greatest of all. */
    private static final class Peak implements Observer {
        private double before = Double.NaN;

        @Override
        public Signal signal(long step) {
            if (step == 0) {
                before = read("VmRSS:");
            }
            return Signal.CONTINUE;
        }

        double megabytes() {
            return read("VmHWM:") - before;
        }

        @Override
        public void metrics(long step, double epoch, Map<String, Double> values) {}

        @Override
        public void charge(long step) {}

        @Override
        public void checkpoint(Snapshot snapshot) {}

        private static double read(String name) {
            try {
                return Files.readAllLines(STATUS).stream()
                                .filter(line -> line.startsWith(name))
                                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                .findFirst()
                                .orElseThrow()
                        / 1024.0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
