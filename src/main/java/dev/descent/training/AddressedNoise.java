package dev.descent.training;

import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Noise;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;

/**
 * The noise of one job for one purpose.
 *
 * @param user tells those apart that have the same purpose, such as the transforms of a job
 */
record AddressedNoise(Workspace workspace, Randomness randomness, Randomness.Purpose purpose, int user)
        implements Noise {
    private static final int USER_BITS = 5;

    @Override
    public Vec normal(long step, int stream, long size) {
        return workspace.normal(draws(step, stream), size);
    }

    @Override
    public Vec uniform(long step, int stream, long size) {
        return workspace.uniform(draws(step, stream), size);
    }

    @Override
    public Draws draws(long step, int stream) {
        return randomness.draws(purpose, step, (stream << USER_BITS) | user);
    }
}
