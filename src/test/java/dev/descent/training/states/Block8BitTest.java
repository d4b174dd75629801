package dev.descent.training.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import dev.descent.training.Contexts;
import dev.descent.training.Golden;
import dev.descent.training.Optimizer;
import dev.descent.training.Optimizer.Range;
import dev.descent.training.State;
import dev.descent.training.StateFormat;
import dev.descent.training.optimizers.Adam;
import dev.descent.training.optimizers.AdamW;
import dev.descent.training.optimizers.Lion;
import dev.descent.training.optimizers.Sgd;
import dev.descent.training.tensor.ArrayVec;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import dev.descent.training.tensor.djl.DjlVec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class Block8BitTest {
    private static final Lion LION = new Lion();

    private final Workspace workspace = TestEngine.get().open("cpu");

    @AfterEach
    void close() {
        workspace.close();
    }

    static List<Optimizer> rules() {
        return List.of(new Adam(), new AdamW(), new Lion(), new Sgd(0.9, 0, false));
    }

    @Test
    void theReferencesExampleIsQuantizedToItsCodes() {
        JsonNode example = Golden.read("optimizers/quant8.json").get("example");
        float[] x = new float[600];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (Math.sin(0.37 * i) * Math.pow(10, i % 7 - 4));
        }
        Layout layout = Layout.EMPTY.with("x", 600);
        Block8Bit format = new Block8Bit(256, 0);
        State packed = format.pack(State.EMPTY.with("m", workspace.vec(x)), LION, layout, workspace::vec);
        float[] codes = packed.get("m.codes").toArray();
        for (int i = 0; i < codes.length; i++) {
            assertThat((int) codes[i])
                    .as("code %d", i)
                    .isEqualTo(example.get("codes").get(i).asInt());
        }
        float[] scales = packed.get("m.scales").toArray();
        assertThat(scales).hasSize(3);
        for (int i = 0; i < scales.length; i++) {
            assertThat((double) scales[i])
                    .isEqualTo(example.get("absmax").get(i).asDouble());
        }
        float[] unpacked =
                format.unpack(packed, LION, layout, workspace::vec).get("m").toArray();
        double sum = 0;
        for (int i = 0; i < unpacked.length; i++) {
            if (i < 20) {
                assertThat((double) unpacked[i])
                        .isEqualTo(example.get("dequantised_first_20").get(i).asDouble());
            }
            sum += Math.abs((double) unpacked[i]);
        }
        assertThat(sum).isCloseTo(example.get("dequantised_abs_sum").asDouble(), within(1e-3));
    }

    /** Blocks of 5 over tensors of 7 and 12 elements; one of 3 between them and one of 2 behind stay as they are. */
    @ParameterizedTest
    @MethodSource("rules")
    void everyElementBecomesTheNearestValueOfItsBlock(Optimizer rule) {
        Layout layout = Layout.EMPTY.with("a", 7).with("b", 3).with("c", 3, 4).with("d", 2);
        Block8Bit format = new Block8Bit(5, 4);
        Random random = new Random(3);
        Map<String, Range> ranges = new TreeMap<>(rule.quantizable());
        State arrays = new State(7, Map.of());
        State engine = new State(7, Map.of());
        for (var entry : ranges.entrySet()) {
            double low = entry.getValue() == Range.SIGNED ? -1 : 0;
            double[] values =
                    random.doubles(24, low, 1).map(v -> (float) (v * v * v)).toArray();
            arrays = arrays.with(entry.getKey(), new ArrayVec(values));
            engine = engine.with(
                    entry.getKey(), workspace.vec(arrays.get(entry.getKey()).toArray()));
        }
        State back = format.unpack(
                format.pack(arrays, rule, layout, Block8BitTest::array), rule, layout, Block8BitTest::array);
        State backOnEngine =
                format.unpack(format.pack(engine, rule, layout, workspace::vec), rule, layout, workspace::vec);
        assertThat(back.steps()).isEqualTo(7);
        assertThat(back.vectors()).containsOnlyKeys(ranges.keySet());
        assertThat(backOnEngine.vectors()).containsOnlyKeys(ranges.keySet());
        for (String name : ranges.keySet()) {
            double[] before = ArrayVec.values(arrays.get(name));
            double[] expected = before.clone();
            float[] map = DynamicMap.of(ranges.get(name)).values();
            quantize(expected, 0, 5, map);
            quantize(expected, 5, 7, map);
            quantize(expected, 10, 15, map);
            quantize(expected, 15, 20, map);
            quantize(expected, 20, 22, map);
            assertThat(ArrayVec.values(back.get(name))).containsExactly(expected, within(1e-12));
            float[] onEngine = backOnEngine.get(name).toArray();
            for (int i = 0; i < 24; i++) {
                assertThat((double) onEngine[i]).isCloseTo(expected[i], within(1e-6));
            }
            assertThat(expected).isNotEqualTo(before);
            assertThat(onEngine[8]).isEqualTo((float) before[8]);
        }
    }

    private static void quantize(double[] values, int from, int to, float[] map) {
        double scale = 0;
        for (int i = from; i < to; i++) {
            scale = Math.max(scale, Math.abs(values[i]));
        }
        for (int i = from; i < to; i++) {
            double share = values[i] / scale;
            int nearest = 0;
            for (int code = 1; code < map.length; code++) {
                if (Math.abs(map[code] - share) < Math.abs(map[nearest] - share)) {
                    nearest = code;
                }
            }
            values[i] = map[nearest] * scale;
        }
    }

    @Test
    void ofTwoValuesAsNearTheLowerIsTaken() {
        float[] map = DynamicMap.of(Range.SIGNED).values();
        float middle = (map[200] + map[201]) / 2;
        Layout layout = Layout.EMPTY.with("x", 2);
        State packed = new Block8Bit(2, 0)
                .pack(State.EMPTY.with("m", workspace.vec(new float[] {1, middle})), LION, layout, workspace::vec);
        assertThat(packed.get("m.codes").toArray()).containsExactly(255, 200);
    }

    @Test
    void aBlockOfZerosStaysZero() {
        Layout layout = Layout.EMPTY.with("x", 4);
        Block8Bit format = new Block8Bit(2, 0);
        State packed = format.pack(
                State.EMPTY.with("m", workspace.vec(new float[] {0, 0, 0, 3})), LION, layout, workspace::vec);
        assertThat(packed.get("m.scales").toArray()).containsExactly(0, 3);
        assertThat(format.unpack(packed, LION, layout, workspace::vec).get("m").toArray())
                .containsExactly(0, 0, 0, 3);
    }

    /** By the bytes that libtorch keeps, in a layout whose tensors are all large. */
    @ParameterizedTest
    @MethodSource("rules")
    void theStateTakesAQuarterOfItsMemory(Optimizer rule) {
        Layout layout = Layout.EMPTY.with("a", 64, 64).with("b", 100, 71).with("c", 4096);
        Vec parameters = workspace.normal(new Randomness(1).draws(Randomness.Purpose.DATA, 0, 0), layout.size());
        State packed = afterAStep(new Block8Bit(), rule, parameters, layout);
        long full = rule.stateVectors() * layout.size() * Float.BYTES;
        assertThat((double) bytes(packed) / full).isLessThanOrEqualTo(0.27);
        packed.vectors().forEach((name, vec) -> {
            if (name.endsWith(".codes")) {
                assertThat(DjlVec.array(vec).getDataType()).isEqualTo(DataType.UINT8);
                assertThat(vec.size()).isEqualTo(layout.size());
            }
        });
    }

    @Test
    void smallTensorsAreKeptAsTheyAre() {
        Layout layout = Layout.EMPTY.with("a", 10, 10).with("b", 10);
        Vec parameters = workspace.vec(new float[110]).add(1);
        State packed = afterAStep(new Block8Bit(), new Adam(), parameters, layout);
        State full = afterAStep(new FullPrecision(), new Adam(), parameters, layout);
        assertThat(packed.vectors()).containsOnlyKeys("m", "v");
        assertThat(packed.get("m").toArray()).containsExactly(full.get("m").toArray());
    }

    /** A snapshot brings codes back as floats; the state goes on exactly as if they had stayed bytes. */
    @Test
    void codesThatCameBackFromASnapshotBecomeBytesAgain() {
        Layout layout = Layout.EMPTY.with("a", 40, 3).with("b", 5);
        Block8Bit format = new Block8Bit(16, 100);
        Adam rule = new Adam();
        Vec parameters = workspace.vec(new float[125]).add(0.5);
        State packed = afterAStep(format, rule, parameters, layout);
        Map<String, Vec> restored = new HashMap<>();
        packed.vectors().forEach((name, vec) -> restored.put(name, workspace.vec(vec.toArray())));
        State resumed = new State(packed.steps(), restored);
        State straight = next(format, rule, parameters, packed, layout);
        State again = next(format, rule, parameters, resumed, layout);
        assertThat(again.vectors()).containsOnlyKeys(straight.vectors().keySet());
        straight.vectors().forEach((name, vec) -> {
            assertThat(again.get(name).toArray()).containsExactly(vec.toArray());
            assertThat(DjlVec.array(again.get(name)).getDataType())
                    .isEqualTo(DjlVec.array(vec).getDataType());
        });
        assertThat(DjlVec.array(again.get("m.codes")).getDataType()).isEqualTo(DataType.UINT8);
    }

    @Test
    void aKeptSliceDoesNotKeepTheWholeVector() {
        Layout layout = Layout.EMPTY.with("a", 40, 3).with("b", 5);
        Vec whole = workspace.vec(new float[125]);
        State packed = new Block8Bit(16, 100).pack(State.EMPTY.with("m", whole), LION, layout, workspace::vec);
        // Memory that were shared would change with it.
        DjlVec.array(whole).addi(1);
        assertThat(packed.get("m.exact").toArray()).containsExactly(new float[5]);
    }

    private State afterAStep(StateFormat format, Optimizer rule, Vec parameters, Layout layout) {
        return next(format, rule, parameters, format.pack(rule.init(parameters), rule, layout, workspace::vec), layout);
    }

    private State next(StateFormat format, Optimizer rule, Vec parameters, State packed, Layout layout) {
        State state = format.unpack(packed, rule, layout, workspace::vec);
        Vec gradient = parameters.mul(0.3).add(0.1);
        return format.pack(
                rule.step(parameters, gradient, state, Contexts.of(0.01, layout))
                        .state(),
                rule,
                layout,
                workspace::vec);
    }

    private static long bytes(State state) {
        List<Long> sizes = new ArrayList<>();
        state.vectors()
                .values()
                .forEach(vec ->
                        sizes.add(vec.size() * DjlVec.array(vec).getDataType().getNumOfBytes()));
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    private static Vec array(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return new ArrayVec(doubles);
    }
}
