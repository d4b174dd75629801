package dev.descent.training.mechanisms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descent.accounting.GaussianAccountant;
import dev.descent.accounting.Neighbours;
import dev.descent.accounting.PldAccountant;
import dev.descent.accounting.PrivacyEvent;
import dev.descent.training.Clipping;
import dev.descent.training.Contexts;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.PrivateMechanism.Partitioned;
import dev.descent.training.State;
import dev.descent.training.clippings.Abadi;
import dev.descent.training.clippings.AutoS;
import dev.descent.training.clippings.AutoV;
import dev.descent.training.clippings.GlobalClipping;
import dev.descent.training.clippings.Psac;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Vec;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a release shows of single records, and the noise that each of them brings. */
class LocalDpSgdTest {
    private static final double NOISE = 0.7;
    private static final double CLIP_NORM = 2;
    private static final double BATCH = 5;
    private static final int RELEASES = 400;
    private static final Layout LAYOUT =
            PrivacyGolden.layout(PrivacyGolden.nets().get("mlp_tanh"));
    private static final int P = (int) LAYOUT.size();
    private static final Vec THETA =
            new ArrayVec(new Random(1).doubles(P, -0.5, 0.5).toArray());

    private static LocalDpSgd mechanism(Clipping clipping) {
        return new LocalDpSgd(CLIP_NORM, clipping, new PrivacyOptions(NOISE, null, 1e-5, 3, false));
    }

    private static PrivateMechanism.Setting setting(int examples) {
        return new PrivateMechanism.Setting(
                LAYOUT, THETA, BATCH, OptionalInt.of(examples), 0, new Contexts.ArrayNoise(3));
    }

    private static TanhMlpBatch batch(int examples, long seed, double scale) {
        double[][] inputs = new double[examples][];
        int[] targets = new int[examples];
        for (int i = 0; i < examples; i++) {
            Random random = new Random(seed + i);
            inputs[i] = random.doubles(5, -scale, scale).toArray();
            targets[i] = random.nextInt(3);
        }
        return new TanhMlpBatch(THETA, inputs, targets, 3);
    }

    private static Vec normal(Random random) {
        return new ArrayVec(
                random.doubles(P).map(ignored -> random.nextGaussian()).toArray());
    }

    private static Vec silence(int stream, long size) {
        return new ArrayVec(new double[(int) size]);
    }

    private static double squares(Vec difference) {
        double norm = difference.norm().value();
        return norm * norm;
    }

    /** Each gradient gets its noise before the sum is made, as it would on the side of its owner. */
    private static Vec oneByOne(TanhMlpBatch batch, Random random) {
        Vec sum = THETA.zeros();
        for (int i = 0; i < batch.targets().length; i++) {
            TanhMlpBatch one =
                    new TanhMlpBatch(THETA, new double[][] {batch.inputs()[i]}, new int[] {batch.targets()[i]}, 1);
            Vec clipped = mechanism(new Abadi()).query(one, State.EMPTY, setting(1));
            sum = sum.add(clipped.addScaled(2 * NOISE * CLIP_NORM, normal(random)));
        }
        return sum.mul(1 / BATCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void theNoiseOfAReleaseIsThatOfEveryExampleByItselfTogether(int examples) {
        LocalDpSgd mechanism = mechanism(new Abadi());
        TanhMlpBatch batch = batch(examples, 7, 3);
        Vec query = mechanism.query(batch, State.EMPTY, setting(examples));
        Vec mean = query.mul(1 / BATCH);
        Random random = new Random(11);
        double released = 0;
        double separately = 0;
        for (int i = 0; i < RELEASES; i++) {
            PrivateMechanism.Release release =
                    mechanism.release(query, State.EMPTY, setting(examples), (stream, size) -> normal(random));
            released += squares(release.gradient().sub(mean));
            separately += squares(oneByOne(batch, random).sub(mean));
        }
        int numbers = RELEASES * P;
        double variance = examples * Math.pow(2 * NOISE * CLIP_NORM / BATCH, 2);
        double error = 5 * Math.sqrt(2.0 / numbers);
        assertThat(released / numbers / variance).isCloseTo(1, within(error));
        assertThat(separately / numbers / variance).isCloseTo(1, within(error));
        PrivateMechanism.Release silent =
                mechanism.release(query, State.EMPTY, setting(examples), LocalDpSgdTest::silence);
        assertThat(silent.variance().value()).isCloseTo(variance, within(1e-12));
        assertThat(ArrayVec.values(silent.gradient())).containsExactly(ArrayVec.values(mean), within(1e-12));
    }

    @Test
    void anyTwoValuesOfARecordAreNoFartherApartThanIsChargedWhateverTheClipping() {
        for (Clipping clipping :
                new Clipping[] {new Abadi(), new AutoS(), new AutoV(), new GlobalClipping(), new Psac()}) {
            LocalDpSgd mechanism = mechanism(clipping);
            double charged = new GaussianAccountant().mu(mechanism.event(new Partitioned(BATCH)));
            double deviation = Math.sqrt(mechanism
                    .release(THETA.zeros(), State.EMPTY, setting(1), LocalDpSgdTest::silence)
                    .variance()
                    .value());
            double farthest = 0;
            for (double scale : new double[] {0.01, 1, 30, 1e4}) {
                for (long seed = 0; seed < 40; seed += 2) {
                    Vec one = released(mechanism, batch(1, seed, scale));
                    Vec other = released(mechanism, batch(1, seed + 1, scale));
                    farthest = Math.max(farthest, one.sub(other).norm().value() / deviation);
                }
            }
            assertThat(farthest).as("%s", clipping).isLessThanOrEqualTo(charged * (1 + 1e-9));
            // The gradients of two classes point nearly against each other: the test would otherwise show nothing.
            assertThat(farthest).as("%s", clipping).isGreaterThan(charged / 4);
        }
    }

    private static Vec released(LocalDpSgd mechanism, TanhMlpBatch record) {
        return mechanism
                .release(
                        mechanism.query(record, State.EMPTY, setting(1)),
                        State.EMPTY,
                        setting(1),
                        LocalDpSgdTest::silence)
                .gradient();
    }

    @Test
    void aPassIsOneGaussianQueryHoweverManyStepsItHas() {
        LocalDpSgd mechanism = mechanism(new Abadi());
        assertThat(mechanism.event(new Partitioned(BATCH)))
                .isEqualTo(new PrivacyEvent.Gaussian(2 * NOISE * CLIP_NORM, 2 * CLIP_NORM, Neighbours.ZERO_OUT));
        assertThat(mechanism.stepsPerEvent(37)).isEqualTo(37);
        LocalDpSgd asked = mechanism.with(new PrivacyOptions(null, 2.0, 1e-5, 3, false));
        PrivateMechanism few = asked.effective(new Partitioned(BATCH), 1);
        assertThat(asked.effective(new Partitioned(BATCH), 10_000)).isEqualTo(few);
        double epsilon = new PldAccountant().epsilon(few.event(new Partitioned(BATCH)), 1e-5);
        assertThat(epsilon).isBetween(1.99, 2.0);
    }
}
