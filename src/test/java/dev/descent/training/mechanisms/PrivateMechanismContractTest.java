package dev.descent.training.mechanisms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.accounting.GaussianAccountant;
import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.spec.Strategy;
import dev.descent.training.Contexts;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.State;
import dev.descent.training.clippings.AutoS;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every private mechanism promises, measured from outside. New ones are found by scanning. */
class PrivateMechanismContractTest {
    private static final double NOISE = 0.7;
    private static final double BATCH = 5;

    /** The size that is public where batches are. */
    private static final int EXAMPLES = 4;

    private static final PrivacyOptions PRIVACY = new PrivacyOptions(NOISE, null, 1e-5, 3, false);
    private static final int STEPS = 12;
    private static final Layout LAYOUT =
            PrivacyGolden.layout(PrivacyGolden.nets().get("mlp_tanh"));
    private static final int P = (int) LAYOUT.size();

    static Stream<PrivateMechanism> mechanisms() {
        Stream<PrivateMechanism> withDefaults = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.descent.training.mechanisms")
                        .stream()
                        .filter(type ->
                                type.isAnnotatedWith(Strategy.class) && type.isAssignableTo(PrivateMechanism.class))
                        .map(PrivateMechanismContractTest::withDefaults);
        return Stream.concat(withDefaults, variants())
                .map(mechanism -> Priced.with(mechanism, PRIVACY).effective(law(mechanism), STEPS));
    }

    /** Every example in every batch, or each in one, whichever the mechanism is made for. */
    private static PrivateMechanism.BatchLaw law(PrivateMechanism mechanism) {
        PrivateMechanism.BatchLaw all = new PrivateMechanism.Sampled(1, BATCH);
        return mechanism.objectionTo(all).isEmpty() ? all : new PrivateMechanism.Partitioned(BATCH);
    }

    private static Stream<PrivateMechanism> variants() {
        return Stream.of(
                new LocalDpSgd(0.5, new AutoS(), PRIVACY),
                new DpZero(0.5, 0.01, Neighbours.REPLACE_ONE, PRIVACY),
                new DiceSgd(0.5, 2, new AutoS(), DiceSgd.Memory.BOUNDED, PRIVACY),
                new ScaledDpSgd(2, new AutoS(), 0.5, 0.1, PRIVACY),
                new Diff2(0.5, 2, 3, PRIVACY),
                new AdaDpigu(0.5, 2L, 4L, 0.1, 0.5, 0.3, 0.5, 0.5, PRIVACY));
    }

    private static PrivateMechanism withDefaults(JavaClass type) {
        try {
            return (PrivateMechanism) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    /** A run of one mechanism on arrays: the optimizer takes steps of length 0.1 along what is released. */
    private static final class Walk {
        private final PrivateMechanism mechanism;
        private final Random noise = new Random(5);
        private Vec theta = new ArrayVec(new Random(1).doubles(P, -0.5, 0.5).toArray());
        private State state;
        private long step;

        Walk(PrivateMechanism mechanism) {
            this.mechanism = mechanism;
            state = mechanism.init(theta);
        }

        PrivateMechanism.Setting setting() {
            return setting(BATCH);
        }

        PrivateMechanism.Setting setting(double divisor) {
            return new PrivateMechanism.Setting(
                    LAYOUT, theta, divisor, OptionalInt.of(EXAMPLES), step, new Contexts.ArrayNoise(3));
        }

        Vec query(TanhMlpBatch batch) {
            return mechanism.query(batch, state, setting());
        }

        PrivateMechanism.Release release(Vec query, PrivateMechanism.GaussianNoise z) {
            return mechanism.release(query, state, setting(), z);
        }

        void go(TanhMlpBatch batch) {
            PrivateMechanism.Release release = release(
                    query(batch),
                    (stream, size) -> new ArrayVec(
                            noise.doubles(size, -1, 1).map(x -> 2 * x).toArray()));
            state = release.state();
            theta = theta.addScaled(-0.1, release.gradient());
            step++;
        }

        TanhMlpBatch batch(int examples, int together) {
            return examples(theta, examples, together, 1);
        }
    }

    private static TanhMlpBatch examples(Vec theta, int count, int together, double scale) {
        double[][] inputs = new double[count][];
        int[] targets = new int[count];
        for (int i = 0; i < count; i++) {
            inputs[i] = new Random(i).doubles(5, -3, 3).map(x -> scale * x).toArray();
            targets[i] = i % 3;
        }
        return new TanhMlpBatch(theta, inputs, targets, together);
    }

    private static TanhMlpBatch with(TanhMlpBatch batch, double[] inputs, int target) {
        int n = batch.targets().length;
        double[][] rows = Arrays.copyOf(batch.inputs(), n + 1);
        int[] targets = Arrays.copyOf(batch.targets(), n + 1);
        rows[n] = inputs;
        targets[n] = target;
        return new TanhMlpBatch(batch.theta(), rows, targets, batch.together());
    }

    /**
     * Where the noise has independent elements, whatever becomes of them: how far two releases are apart in standard
     * deviations, which must not be farther than is charged.
     */
    @ParameterizedTest
    @MethodSource("mechanisms")
    void anExampleMoreMovesTheReleaseByNoMoreStandardDeviationsThanAreCharged(PrivateMechanism mechanism) {
        PrivacyEvent event = mechanism.event(law(mechanism));
        double charged = new GaussianAccountant().mu(event);
        double farthest = 0;
        Walk walk = new Walk(mechanism);
        for (int step = 0; step < STEPS; step++) {
            TanhMlpBatch batch = walk.batch(7, 7);
            for (double scale : new double[] {0.01, 1, 30, 1e4}) {
                double[] other = new Random(99).doubles(5, -scale, scale).toArray();
                Vec one = walk.release(walk.query(batch), PrivateMechanismContractTest::silence)
                        .gradient();
                Vec more = walk.release(walk.query(with(batch, other, step % 3)), PrivateMechanismContractTest::silence)
                        .gradient();
                Deviations deviations = new Deviations();
                Vec moved = walk.release(walk.query(batch), deviations).gradient();
                double distance = deviations.distance(more.sub(one), moved.sub(one));
                assertThat(distance).as("step %d, scale %s", step, scale).isLessThanOrEqualTo(charged * (1 + 1e-9));
                farthest = Math.max(farthest, distance);
            }
            walk.go(batch);
        }
        // The charge is not much more than what happens: the test would otherwise show nothing.
        assertThat(farthest).isGreaterThan(charged / 10);
    }

    private static Vec silence(int stream, long size) {
        return new ArrayVec(new double[(int) size]);
    }

    /** Noise of one standard deviation on every element. */
    private static final class Deviations implements PrivateMechanism.GaussianNoise {
        private long numbers;

        @Override
        public Vec draw(int stream, long size) {
            numbers = stream == 0 ? size : numbers;
            double[] ones = new double[(int) size];
            Arrays.fill(ones, stream == 0 ? 1 : 0);
            return new ArrayVec(ones);
        }

        double distance(Vec difference, Vec deviation) {
            double[] d = ArrayVec.values(difference);
            double[] s = ArrayVec.values(deviation);
            double squares = 0;
            for (int i = 0; i < d.length; i++) {
                if (s[i] != 0) {
                    squares += d[i] / s[i] * (d[i] / s[i]);
                } else {
                    assertThat(d[i]).as("a difference that no noise hides").isZero();
                }
            }
            // Where one number is released, every element shows the same.
            return Math.sqrt(numbers == 1 ? squares / d.length : squares);
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void theQueryDoesNotDependOnHowManyExamplesGoThroughTheNetworkAtOnce(PrivateMechanism mechanism) {
        Walk walk = new Walk(mechanism);
        for (int step = 0; step < STEPS; step++) {
            double[] whole = ArrayVec.values(walk.query(walk.batch(8, 8)));
            for (int together : new int[] {1, 3, 7}) {
                assertThat(ArrayVec.values(walk.query(walk.batch(8, together)))).containsExactly(whole, within(1e-9));
            }
            walk.go(walk.batch(8, 8));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void anEmptyBatchIsReleasedAsNoiseLikeAnyOther(PrivateMechanism mechanism) {
        Walk walk = new Walk(mechanism);
        walk.go(walk.batch(8, 8));
        for (int step = 0; step < STEPS; step++) {
            PrivateMechanism.Release release = walk.release(
                    walk.query(walk.batch(0, 8)),
                    (stream, size) ->
                            new ArrayVec(new Random(size).doubles(size).toArray()));
            assertThat(release.gradient().norm().value()).isPositive().isFinite();
            assertThat(release.state().steps()).isEqualTo(walk.state.steps() + 1);
            walk.go(walk.batch(0, 8));
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void anExampleWithoutAFiniteGradientAddsNothing(PrivateMechanism mechanism) {
        double[] broken = {Double.NaN, 1, 1, 1, 1};
        Walk walk = new Walk(mechanism);
        for (int step = 0; step < STEPS; step++) {
            TanhMlpBatch batch = walk.batch(6, 3);
            double[] healthy = ArrayVec.values(walk.query(batch));
            assertThat(ArrayVec.values(walk.query(with(with(batch, broken, 1), broken, 2))))
                    .containsExactly(healthy, within(1e-12));
            walk.go(batch);
        }
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void sumsAreDividedByThePublicBatchSize(PrivateMechanism mechanism) {
        Walk walk = new Walk(mechanism);
        Vec query = walk.query(walk.batch(8, 8));
        double[] once = ArrayVec.values(
                walk.release(query, PrivateMechanismContractTest::silence).gradient());
        double[] half = ArrayVec.values(mechanism
                .release(query, walk.state, walk.setting(2 * BATCH), PrivateMechanismContractTest::silence)
                .gradient());
        for (int i = 0; i < once.length; i++) {
            assertThat(half[i]).isCloseTo(once[i] / 2, within(1e-12));
        }
    }
}
