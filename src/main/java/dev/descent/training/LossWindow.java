package dev.descent.training;

import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

/**
 * The training losses since the last metrics event.
 *
 * <p>Losses stay on the device until several can be read at once, so that a step does not wait for its own loss. When
 * they are read does not change their sum.
 */
final class LossWindow {
    /** Few enough that a diverged run is soon noticed, and that moving them from step to step costs nothing. */
    private static final int READ_EVERY = 16;

    private final List<Vec> unread = new ArrayList<>();
    private long lastStep;
    private double sum;
    private long count;

    LossWindow(long step, double sum, long count) {
        this.lastStep = step;
        this.sum = sum;
        this.count = count;
    }

    /** @throws Diverged if a loss among those read now is not finite */
    void add(Vec loss, Workspace workspace) {
        unread.add(loss);
        lastStep++;
        if (unread.size() == READ_EVERY) {
            read(workspace);
        }
    }

    /** The mean loss since the last call, and starts anew. */
    double takeMean(Workspace workspace) {
        read(workspace);
        double mean = sum / count;
        sum = 0;
        count = 0;
        return mean;
    }

    void read(Workspace workspace) {
        if (unread.isEmpty()) {
            return;
        }
        float[] losses = unread.get(0).concat(unread.subList(1, unread.size())).toArray();
        long step = lastStep - unread.size();
        unread.clear();
        for (float loss : losses) {
            step++;
            if (!Float.isFinite(loss)) {
                throw new Diverged(step, loss);
            }
            sum += loss;
            count++;
        }
    }

    List<Vec> unread() {
        return unread;
    }

    double sum() {
        return sum;
    }

    long count() {
        return count;
    }
}
