package dev.descent.training;

import dev.descent.training.tensor.Vec;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a training run stands between two steps.
 *
 * @param buffers running statistics of the network; of size 1 and unused where it has none
 */
record Position(Vec parameters, Vec buffers, State state) {
    List<Vec> vectors() {
        List<Vec> all = new ArrayList<>(state.vectors().values());
        all.add(parameters);
        all.add(buffers);
        return all;
    }
}
