package dev.descent.training.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.descent.spec.Strategy;
import dev.descent.training.Batching;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.Sampler;
import dev.descent.training.TestSet;
import dev.descent.training.diagnostics.PartialSweep;
import dev.descent.training.models.TestExamples;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What every sampler owes its callers, whatever the examples and the batch sizes. A new one is found by scanning. */
class SamplerContractTest {
    /** What has options without defaults. */
    private static final List<Sampler> GIVEN = List.of(
            new Weighted("weight"),
            new FromScores(new Batching(7), TestSet.EARLIER, "el2n", 0.6, FromScores.Side.BAND, null, true));

    private static final List<Sampler> ALL = new ClassFileImporter()
            .importPackages("dev.descent.training.samplers").stream()
                    .filter(type -> type.isAnnotatedWith(Strategy.class))
                    .map(SamplerContractTest::withDefaults)
                    .toList();

    private static Sampler withDefaults(JavaClass type) {
        for (Sampler given : GIVEN) {
            if (given.getClass() == type.reflect()) {
                return given;
            }
        }
        try {
            return (Sampler) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    @Provide
    static Arbitrary<Sampler> samplers() {
        return Arbitraries.of(ALL);
    }

    /** A run: its examples, in groups some of which are empty, and its batch sizes, which never fall. */
    record Run(int examples, int groups, long seed, List<Integer> sizes) {
        Run {
            List<Integer> sorted = new ArrayList<>(sizes);
            Collections.sort(sorted);
            sizes = List.copyOf(sorted);
        }

        TestSet set() {
            Draws draws = new Randomness(seed).draws(Randomness.Purpose.DATA, 0, 0);
            int[] of = IntStream.range(0, examples)
                    .map(row -> draws.below(groups) * 2)
                    .toArray();
            return TestSet.of(examples)
                    .withClasses(of)
                    .withGroups("group", of)
                    .withScores(
                            "el2n",
                            true,
                            IntStream.range(0, examples)
                                    .mapToDouble(row -> row * 5 % 11)
                                    .toArray())
                    .withNumbers(
                            "weight",
                            IntStream.range(0, examples)
                                    .mapToDouble(row -> row == 0 ? 1 : row % 4)
                                    .toArray());
        }

        Sampler.Sampling sampling(Sampler sampler, long of) {
            return sampler.over(set(), new Randomness(of), Optional.empty());
        }

        /** The turns of the run, each at the position that the batches before led to. */
        List<Sampler.Turn> turns(Sampler sampler) {
            Sampler.Sampling sampling = sampling(sampler, seed);
            List<Sampler.Turn> turns = new ArrayList<>();
            long position = 0;
            float[] seen = Sampler.NOTHING;
            for (int step = 0; step < sizes.size() && !isOver(sampler, position); step++) {
                if (sampling.looks(position)) {
                    seen = sampling.look(position, new Looked(examples, groups));
                }
                Sampler.Turn turn = new Sampler.Turn(
                        step, position, sizes.get(step), (double) step / sizes.size(), Run::norms, seen);
                turns.add(turn);
                position += sampling.draw(turn).rows().length;
            }
            return turns;
        }

        private boolean isOver(Sampler sampler, long position) {
            return sampler.batchLaw() instanceof PrivateMechanism.Partitioned && position >= examples;
        }

        private static double[] norms(int[] rows) {
            return IntStream.of(rows).mapToDouble(row -> row % 7 / 3.0).toArray();
        }
    }

    /** A network whose errors are some function of the row. */
    private record Looked(int size, int classes) implements PartialSweep {
        @Override
        public Examples examples() {
            return new TestExamples(new Signature(List.of(1), List.of(), classes), size);
        }

        @Override
        public float[] outputErrors() {
            float[] errors = new float[size * classes];
            for (int i = 0; i < errors.length; i++) {
                errors[i] = i * 37 % 11 / 10f;
            }
            return errors;
        }
    }

    @Provide
    static Arbitrary<Run> runs() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 60),
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.longs(),
                        Arbitraries.integers()
                                .between(1, 80)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(20))
                .as(Run::new);
    }

    @Property(tries = 400)
    void batchesAreOfExamplesThatThereAreAndOfTheirSize(@ForAll("samplers") Sampler sampler, @ForAll("runs") Run run) {
        Sampler.Sampling sampling = run.sampling(sampler, run.seed());
        for (Sampler.Turn turn : run.turns(sampler)) {
            int[] rows = sampling.draw(turn).rows();
            assertThat(rows).isNotEmpty();
            assertThat(Arrays.stream(rows)).allMatch(row -> row >= 0 && row < run.examples());
            if (sampler.repeats()) {
                assertThat(rows).hasSize(turn.size());
            } else {
                int plain = sampling.draw(turn).plain();
                assertThat(Arrays.copyOf(rows, plain)).doesNotHaveDuplicates();
                assertThat(Arrays.copyOfRange(rows, plain, rows.length)).doesNotHaveDuplicates();
            }
        }
    }

    @Property(tries = 400)
    void weightsAreOnePerExampleAndFinite(@ForAll("samplers") Sampler sampler, @ForAll("runs") Run run) {
        Sampler.Sampling sampling = run.sampling(sampler, run.seed());
        for (Sampler.Turn turn : run.turns(sampler)) {
            Sampler.Draw draw = sampling.draw(turn);
            draw.weights().ifPresent(weights -> {
                assertThat(weights).hasSameSizeAs(draw.rows());
                for (float weight : weights) {
                    assertThat(weight).isPositive().isFinite();
                }
            });
        }
    }

    /** Backwards, and each by a sampling that has drawn nothing before, as after a pause. */
    @Property(tries = 400)
    void aStepHasTheSameRowsWheneverItIsAskedFor(@ForAll("samplers") Sampler sampler, @ForAll("runs") Run run) {
        Sampler.Sampling forwards = run.sampling(sampler, run.seed());
        Sampler.Sampling backwards = run.sampling(sampler, run.seed());
        List<Sampler.Turn> turns = run.turns(sampler);
        List<Sampler.Draw> straight = turns.stream().map(forwards::draw).toList();
        for (int i = turns.size() - 1; i >= 0; i--) {
            assertSame(backwards.draw(turns.get(i)), straight.get(i));
            assertSame(run.sampling(sampler, run.seed()).draw(turns.get(i)), straight.get(i));
        }
    }

    private static void assertSame(Sampler.Draw actual, Sampler.Draw expected) {
        assertThat(actual.rows()).containsExactly(expected.rows());
        assertThat(actual.weights().isPresent()).isEqualTo(expected.weights().isPresent());
        actual.weights()
                .ifPresent(weights ->
                        assertThat(weights).containsExactly(expected.weights().orElseThrow()));
    }

    @Property(tries = 100)
    void anotherSeedDrawsOtherRows(@ForAll("samplers") Sampler sampler) {
        Run run = new Run(1000, 3, 4, List.of(64));
        Sampler.Turn turn = run.turns(sampler).get(0);
        assertThat(run.sampling(sampler, 5).draw(turn).rows())
                .isNotEqualTo(run.sampling(sampler, 4).draw(turn).rows());
    }
}
