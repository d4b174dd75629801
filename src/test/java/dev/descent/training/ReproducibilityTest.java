package dev.descent.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.models.Mlp;
import dev.descent.training.models.layers.Activation;
import dev.descent.training.objectives.Regression;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.samplers.Shuffle;
import dev.descent.training.schedules.Cosine;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.transforms.ClipByNorm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The same spec and seed give the same bytes of weights, with everything in it that could disturb them. */
class ReproducibilityTest {
    private static final long SEED = 7;

    @Test
    void aJobAloneEndsAsItDidBefore() {
        assertThat(digest(SEED)).isEqualTo(digest(SEED));
    }

    @Test
    void anotherSeedGivesOtherWeights() {
        assertThat(digest(SEED)).isNotEqualTo(digest(SEED + 1));
    }

    @Test
    void aJobBesideOthersEndsAsItDoesAlone() throws Exception {
        String alone = digest(SEED);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            CountDownLatch together = new CountDownLatch(3);
            List<Future<String>> others = List.of(
                    threads.submit(() -> digest(SEED, together)),
                    threads.submit(() -> digest(SEED + 1, together)),
                    threads.submit(() -> digest(SEED + 2, together)));
            assertThat(others.get(0).get()).isEqualTo(alone);
            assertThat(others.get(1).get()).isNotEqualTo(alone);
            assertThat(others.get(2).get()).isNotEqualTo(alone);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aJobInANewProcessEndsAsItDidInThisOne() {
        List<String> printed = ChildProcess.run(List.of(), ReproducibilityTest.class, Long.toString(SEED));
        assertThat(printed.get(printed.size() - 1)).isEqualTo(digest(SEED));
    }

    public static void main(String[] args) {
        System.out.println(digest(Long.parseLong(args[0])));
    }

    private static String digest(long seed, CountDownLatch together) throws InterruptedException {
        together.countDown();
        together.await();
        return digest(seed);
    }

    private static String digest(long seed) {
        TrainingSpec spec = new SpecBuilder(
                        new Mlp(List.of(48, 32), Activation.GELU, 0.2, Mlp.Normalization.BATCH), new Regression())
                .optimizer(new AdamW())
                .learningRate(3e-3)
                .schedule(new Cosine())
                .sampler(new Shuffle(48))
                .transforms(new ClipByNorm())
                .steps(300)
                .seed(seed)
                .build()
                .effective(500);
        Examples training = TinyProblem.examples(500, 1);
        Network network = spec.model().network(training.signature());
        Outcome.Trained trained = (Outcome.Trained) new Trainer(spec, network, TestEngine.get())
                .run(training, TinyProblem.examples(100, 2), Optional.empty(), new RecordingObserver(), "cpu");
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * (trained.parameters().length + trained.buffers().length));
        bytes.asFloatBuffer().put(trained.parameters()).put(trained.buffers());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
