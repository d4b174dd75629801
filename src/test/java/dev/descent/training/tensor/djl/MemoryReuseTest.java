package dev.descent.training.tensor.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryReuseTest {
    private static final long LONG = 100_000;

    private final NDManager owner = NDManager.newBaseManager("PyTorch");
    private final NDManager arena = NDManager.newBaseManager("PyTorch");
    private final Memory memory = new Memory(owner, () -> arena);

    @AfterEach
    void close() {
        arena.close();
        owner.close();
    }

    private NDArray taken(float value) {
        NDArray array = memory.take(LONG);
        array.set(new NDIndex(":"), value);
        return array;
    }

    @Test
    void whatWasReleasedIsTakenAgain() {
        taken(7);
        memory.release(List.of());
        assertThat(memory.take(LONG).toFloatArray()).containsOnly(7);
    }

    @Test
    void whatIsKeptIsNotTakenAgain() {
        NDArray kept = taken(7);
        memory.release(List.of(kept));
        taken(8);
        assertThat(kept.toFloatArray()).containsOnly(7);
    }

    @Test
    void whatAViewIsKeptOfIsTakenAgainWhenTheViewIsNot() {
        NDArray view = taken(7).get("5:10");
        memory.release(List.of(view));
        taken(8);
        assertThat(view.toFloatArray()).containsOnly(7);
        memory.release(List.of(view));
        memory.release(List.of());
        assertThat(memory.take(LONG).toFloatArray()).containsOnly(7);
    }

    @Test
    void whatIsNotTakenForAStepIsGivenBack() {
        int nothing = owner.getManagedArrays().size();
        taken(7);
        taken(8);
        memory.release(List.of());
        assertThat(owner.getManagedArrays()).hasSize(nothing + 2);
        taken(9);
        memory.release(List.of());
        assertThat(owner.getManagedArrays()).hasSize(nothing + 1);
        memory.release(List.of());
        assertThat(owner.getManagedArrays()).hasSize(nothing);
    }
}
