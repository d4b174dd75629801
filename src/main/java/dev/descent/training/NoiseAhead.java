package dev.descent.training;

import dev.descent.training.tensor.SecretDraws;
import dev.descent.training.tensor.SecretRandomness;
import dev.descent.training.tensor.SecureNormal;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;

/**
 * The secret noise of one run: what a step asks for is drawn for the next step too, while that goes through the network.
 *
 * <p>Noise is a function of key, attempt, step and stream, so that it has the same bits whoever draws it and when. Drawing
 * touches no data: noise of a step that is never charged nor taken gives nothing away, and is thrown away with the run.
 * Another thread draws into arrays of Java alone, as the workspace belongs to the thread of the run; whatever it has not
 * begun when the noise is needed is drawn by the one who needs it. At most one step is drawn ahead.
 */
final class NoiseAhead implements AutoCloseable {
    /** Shorter noise is drawn in less time than it takes to hand it over. */
    static final int SHORTEST = 1 << 12;

    /** Longer noise is not kept in Java's memory: 128 MB. */
    static final int LONGEST = 1 << 25;

    private final Workspace workspace;
    private final Optional<SecretRandomness> secret;
    private final Executor executor;
    private final Runnable end;
    private final Map<Address, FutureTask<float[]>> ahead = new HashMap<>();

    private record Address(long step, int stream, int size) {}

    /** Draws ahead on a thread of its own if there are several processors. */
    NoiseAhead(Workspace workspace, Optional<SecretRandomness> secret) {
        this.workspace = workspace;
        this.secret = secret;
        if (Runtime.getRuntime().availableProcessors() > 1) {
            // Its thread begins with the first task.
            ExecutorService thread = Executors.newSingleThreadExecutor(NoiseAhead::daemon);
            executor = thread;
            end = thread::shutdownNow;
        } else {
            executor = task -> {};
            end = () -> {};
        }
    }

    /** @param executor of drawing ahead; what it never begins is drawn when it is needed */
    NoiseAhead(Workspace workspace, SecretRandomness secret, Executor executor) {
        this.workspace = workspace;
        this.secret = Optional.of(secret);
        this.executor = executor;
        end = () -> {};
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "noise-ahead");
        thread.setDaemon(true);
        return thread;
    }

    /** Standard normal noise of this size; steps must not go back. */
    Vec normal(long step, int stream, long size) {
        if (size < SHORTEST || size > LONGEST) {
            return workspace.secureNormal(draws(step, stream), size);
        }
        ahead.keySet().removeIf(other -> other.step() < step);
        Address address = new Address(step, stream, (int) size);
        FutureTask<float[]> drawn = ahead.remove(address);
        float[] noise = drawn == null ? drawn(address, new float[address.size()]) : finished(drawn);
        Vec vec = workspace.vec(noise);
        // The engine has a copy, so that the array is free for the next step.
        drawAhead(new Address(step + 1, stream, address.size()), noise);
        return vec;
    }

    private void drawAhead(Address address, float[] into) {
        FutureTask<float[]> task = new FutureTask<>(() -> drawn(address, into));
        if (ahead.putIfAbsent(address, task) == null) {
            executor.execute(task);
        }
    }

    private float[] drawn(Address address, float[] into) {
        new SecureNormal(draws(address.step(), address.stream())).next(into, 0, into.length);
        return into;
    }

    private SecretDraws draws(long step, int stream) {
        return secret.orElseThrow(() -> new IllegalStateException("private training needs a secret key"))
                .draws(SecretRandomness.Purpose.NOISE, step, stream);
    }

    /** Does nothing if another thread has begun with it, and then waits for that, which cannot take long. */
    private static float[] finished(FutureTask<float[]> task) {
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("the noise of a step could not be drawn", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread; what it is drawing goes to nobody. */
    @Override
    public void close() {
        ahead.values().forEach(task -> task.cancel(false));
        ahead.clear();
        end.run();
    }
}
