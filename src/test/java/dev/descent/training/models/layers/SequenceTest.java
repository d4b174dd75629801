package dev.descent.training.models.layers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.engine.PtNDArray;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlTensor;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceTest {
    @Test
    void whatLayersPassOnIsNotKeptAndWhatTheyGotAndGiveIs() {
        List<PtNDArray> seen = new ArrayList<>();
        Sequence sequence = new Sequence(List.of(
                new Sequence.Part("a", new Spy(seen, true)),
                new Sequence.Part("b", new Spy(seen, false)),
                new Sequence.Part("c", new Spy(seen, true)),
                new Sequence.Part("d", new Spy(seen, false))));
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            PtNDArray input = (PtNDArray) DjlVec.array(workspace.vec(new float[] {1, 2, 3}));
            PtNDArray output =
                    sequence.forward(input, new Weights(List.of(), List.of()), new Pass(null, new DjlTensor(input)));

            assertThat(output.toFloatArray()).containsExactly(3, 4, 5);
            assertThat(input.toFloatArray()).containsExactly(1, 2, 3);
            assertThat(seen).extracting(PtNDArray::isReleased).containsExactly(false, true, true, false);
        }
    }

    /** Adds one, or hands on what it gets. */
    private record Spy(List<PtNDArray> seen, boolean adds) implements Layer {
        @Override
        public Dimensions output() {
            return Dimensions.flat(3);
        }

        @Override
        public PtNDArray forward(PtNDArray input, Weights own, Pass pass) {
            seen.add(input);
            return adds ? input.add(1) : input;
        }

        @Override
        public String pytorch() {
            return "";
        }
    }
}
