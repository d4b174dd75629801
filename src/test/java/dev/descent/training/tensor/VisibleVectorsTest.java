package dev.descent.training.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Memory is used again from step to step, but never while somebody can look at it. */
class VisibleVectorsTest {
    /** Long enough for its memory to be used again. */
    private static final int SIZE = 40_000;

    @Property(tries = 60)
    void aVectorThatIsKeptNeverChanges(@ForAll long seed) {
        Random random = new Random(seed);
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Map<Vec, float[]> visible = new LinkedHashMap<>();
            see(visible, workspace.vec(values(random)));
            for (int step = 0; step < 12; step++) {
                for (Vec made : made(workspace, random, List.copyOf(visible.keySet()))) {
                    see(visible, made);
                }
                visible.keySet().removeIf(vec -> visible.size() > 1 && random.nextInt(3) > 0);
                workspace.keepOnly(visible.keySet());
                visible.forEach((vec, values) ->
                        assertThat(Arrays.equals(vec.toArray(), values)).isTrue());
            }
        }
    }

    private static void see(Map<Vec, float[]> visible, Vec vec) {
        visible.put(vec, vec.toArray());
    }

    private static float[] values(Random random) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    /** Vectors in memory of their own, views of them, and views of views. */
    private static List<Vec> made(Workspace workspace, Random random, List<Vec> visible) {
        List<Vec> made = new ArrayList<>();
        List<Vec> longOnes =
                visible.stream().filter(vec -> vec.size() > SIZE / 2).toList();
        Vec x = longOnes.isEmpty() ? workspace.vec(values(random)) : longOnes.get(random.nextInt(longOnes.size()));
        double shift = random.nextDouble();
        Vec y = workspace
                .fused(lazy -> new Several(List.of(lazy.apply(x).add(shift).concat(List.of(x)))))
                .all()
                .get(0)
                .slice(0, x.size());
        made.addAll(workspace
                .fused(lazy -> {
                    Vec z = lazy.apply(y).mul(shift);
                    return new Several(List.of(z, z.add(1), z.slice(1, z.size()), z.sum(), lazy.apply(x)));
                })
                .all());
        Vec last = made.get(1);
        made.add(last.slice(0, 1));
        made.add(last.slice(last.size() / 2, last.size()).slice(1, 2));
        made.add(last.reshape(1, last.size()).vec());
        made.add(last.spread(new Segments(List.of(new Segments.Run(last.size(), 1)))));
        made.add(workspace.scoped(last, inner -> inner.slice(3, 9)));
        made.removeIf(vec -> random.nextBoolean());
        return made;
    }

    @Test
    void aVectorThatIsNotKeptCanNotBeLookedAt() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[SIZE]);
            Vec y = workspace
                    .fused(lazy -> new Several(List.of(lazy.apply(x).add(1))))
                    .all()
                    .get(0);
            workspace.keepOnly(List.of(x));
            assertThatThrownBy(y::toArray).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void parametersThatWereDifferentiatedLeaveNoGradientBehindInTheirMemory() {
        try (Workspace workspace = TestEngine.get().open("cpu")) {
            Vec x = workspace.vec(new float[SIZE]);
            for (int step = 0; step < 6; step++) {
                Vec at = x;
                Vec outputs = workspace.record(at, () -> at.slice(0, 2).add(1).square());
                Vec rows = workspace.jacobian(outputs, at);
                x = workspace
                        .fused(lazy ->
                                new Several(List.of(lazy.apply(at).addScaled(1, lazy.apply(rows.slice(0, SIZE))))))
                        .all()
                        .get(0);
                workspace.keepOnly(List.of(x));
            }
            // x + 1 is tripled by each step.
            assertThat(x.slice(0, 2).toArray()).containsExactly(728, 0);
        }
    }
}
