package dev.descent.training.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.accounting.audit.CanaryScores;
import dev.descent.training.PrivateMechanism;
import dev.descent.training.audit.TableNetwork.Kind;
import dev.descent.training.mechanisms.DpSgd;
import dev.descent.training.samplers.Poisson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Audits of the trainer by games: the same run with a canary and without it, again and again, and a threshold between.
 *
 * <p>Thresholds follow from what is expected of the fault, not from the scores. Keys are fixed, so that a bound is the
 * same in every test run.
 */
class CanaryGamesTest {
    private static final double SIGNIFICANCE = 0.01;
    private static final double DELTA = 1e-5;

    /** That the games show a fault, and none where there is none. */
    private static void assertCaught(
            Audited faulty, Audited right, Function<Audited, CanaryScores> games, double threshold, double delta) {
        assertThat(games.apply(faulty).epsilon(List.of(threshold), SIGNIFICANCE, delta))
                .isGreaterThan(1.2 * faulty.epsilon());
        assertThat(games.apply(right).epsilon(List.of(threshold), SIGNIFICANCE, delta))
                .isLessThanOrEqualTo(right.epsilon());
    }

    /**
     * Runs of the trainer with the canary and without.
     *
     * @param others examples of gradient 0 beside the canary, which has none either: its presence alone is to be seen
     * @param score of the mean square of all that was released
     */
    private static CanaryScores runs(Audited engine, int others, int runs, DoubleUnaryOperator score) {
        List<List<Double>> worlds = List.of(new ArrayList<>(), new ArrayList<>());
        for (int run = 0; run < 2 * runs; run++) {
            int canaries = run % 2;
            int codes = engine.codes();
            double[] squares = new double[1];
            engine.train(new Coded(codes, new int[others + canaries], new float[others + canaries]), run, sum -> {
                for (float element : sum) {
                    squares[0] += element * element / (codes * engine.steps());
                }
            });
            worlds.get(canaries).add(score.applyAsDouble(squares[0]));
        }
        return new CanaryScores(worlds.get(1), worlds.get(0));
    }

    private static Audited engine(PrivateMechanism mechanism, int codes, double rate, long steps) {
        return new Audited(new TableNetwork(codes, Kind.PLAIN), new Poisson(1, rate), mechanism, steps);
    }

    @Test
    void divisionByTheTrueSizeOfAFullBatchIsCaught() {
        // With another example beside it, noise of variance σ² becomes σ²/4.
        DpSgd dpSgd = Audited.dpSgd(2, DELTA);
        double threshold = -0.5 * 2 * 2;
        Audited faulty = engine(Altered.divisionByTrueBatch(dpSgd), 200, 1, 1);
        Audited right = engine(dpSgd, 200, 1, 1);
        assertCaught(faulty, right, engine -> runs(engine, 1, 200, square -> -square), threshold, DELTA);
    }

    @Test
    void divisionByTheTrueSizeOfPoissonBatchesIsCaught() {
        // In a quarter of all steps both examples are there: on average σ² becomes 13/16 σ².
        DpSgd dpSgd = Audited.dpSgd(20, DELTA);
        double threshold = -0.94 * 20 * 20;
        Audited faulty = engine(Altered.divisionByTrueBatch(dpSgd), 200, 0.5, 100);
        Audited right = engine(dpSgd, 200, 0.5, 100);
        assertCaught(faulty, right, engine -> runs(engine, 1, 40, square -> -square), threshold, DELTA);
    }

    @Test
    void skippingTheOnlyBatchIfItIsEmptyIsCaught() {
        DpSgd dpSgd = Audited.dpSgd(2, DELTA);
        Audited faulty = engine(Altered.emptyBatchesSkipped(dpSgd), 1, 0.5, 1);
        Audited right = engine(dpSgd, 1, 0.5, 1);
        assertCaught(faulty, right, engine -> runs(engine, 0, 200, Math::signum), 0.5, DELTA);
    }

    @Test
    void skippingTheEmptyOnesOfManyBatchesIsCaught() {
        DpSgd dpSgd = Audited.dpSgd(4, DELTA);
        Audited faulty = engine(Altered.emptyBatchesSkipped(dpSgd), 1, 0.1, 100);
        Audited right = engine(dpSgd, 1, 0.1, 100);
        assertCaught(faulty, right, engine -> runs(engine, 0, 40, Math::signum), 0.5, DELTA);
    }

    @Test
    void normsOfATiedWeightAsIfThereWereTwoAreCaught() {
        // The clipped gradient then has a norm of √2 C; the threshold is passed by one in twenty.
        double noise = 2;
        double delta = 0.01;
        double threshold = Math.sqrt(2) + 1.645 * noise;
        Audited faulty = tied(Kind.UNTIED_NORMS, noise, delta);
        Audited right = tied(Kind.TIED, noise, delta);
        assertCaught(faulty, right, CanaryGamesTest::directions, threshold, delta);
    }

    private static Audited tied(Kind kind, double noise, double delta) {
        return new Audited(new TableNetwork(4000, kind), new Poisson(1, 1.0), Audited.dpSgd(noise, delta), 1);
    }

    /** In a full batch each canary has a game of its own, as each coordinate has noise of its own. */
    private static CanaryScores directions(Audited engine) {
        int games = engine.codes();
        int[] included = new int[games / 2];
        Arrays.setAll(included, code -> code);
        float[] slopes = new float[included.length];
        Arrays.fill(slopes, 1);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int run = 0; run < 25; run++) {
            engine.train(new Coded(games, included, slopes), run, sum -> {
                for (int game = 0; game < games; game++) {
                    (game < included.length ? with : without).add((double) sum[game]);
                }
            });
        }
        return new CanaryScores(with, without);
    }

    /**
     * All others pull to the other side, in every batch one: where batches are an epoch of shuffled examples, one batch
     * stands out by 2 with the canary, and by 1 with an example of gradient 0 in its place (Chua et al.,
     * arXiv:2403.17673). What Poisson sampling claims it claims of such a replacement too.
     */
    @Test
    void shufflingThatIsAccountedAsPoissonSamplingIsCaught() {
        int games = 10_000;
        int length = 100;
        DpSgd dpSgd = Audited.dpSgd(0.9, DELTA);
        TableNetwork network = new TableNetwork(2 * games, Kind.PLAIN);
        Audited faulty = new Audited(network, new ShuffledGames(length), dpSgd, length);
        Audited right = new Audited(network, new Poisson(1, 1.0 / length), dpSgd, length);
        assertCaught(faulty, right, engine -> greatest(engine, games, length), 3, DELTA);
    }

    private static CanaryScores greatest(Audited engine, int games, int length) {
        int[] codes = new int[2 * games * length];
        Arrays.setAll(codes, row -> row / length);
        float[] slopes = new float[codes.length];
        Arrays.fill(slopes, -1);
        for (int game = 0; game < 2 * games; game++) {
            slopes[game * length] = game < games ? 1 : 0;
        }
        Double[] most = new Double[2 * games];
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        engine.train(new Coded(2 * games, codes, slopes), 0, sum -> {
            for (int game = 0; game < 2 * games; game++) {
                most[game] = Math.max(most[game], sum[game]);
            }
        });
        List<Double> scores = List.of(most);
        return new CanaryScores(scores.subList(0, games), scores.subList(games, 2 * games));
    }
}
