package dev.descent.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.artifacts.Safetensors.Array;
import dev.descent.storage.CorruptFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    @Provide
    Arbitrary<Safetensors> files() {
        Arbitrary<Array> arrays =
                Arbitraries.floats().array(float[].class).ofMaxSize(20).map(Array::of);
        Arbitrary<String> names = Arbitraries.strings().ofMaxLength(8).filter(name -> !name.equals("__metadata__"));
        return Combinators.combine(
                        Arbitraries.maps(names, arrays).ofMaxSize(5),
                        Arbitraries.maps(
                                        Arbitraries.strings().ofMaxLength(8),
                                        Arbitraries.strings().ofMaxLength(8))
                                .ofMaxSize(3))
                .as(Safetensors::new);
    }

    @Property
    void whatWasWrittenIsReadBack(@ForAll("files") Safetensors file) throws IOException {
        Safetensors read = read(bytes(file));
        assertThat(read.metadata()).isEqualTo(file.metadata());
        assertThat(read.arrays().keySet()).isEqualTo(file.arrays().keySet());
        file.arrays().forEach((name, array) -> {
            Array other = read.arrays().getOrDefault(name, Array.of(new float[] {-1}));
            assertThat(other.shape()).isEqualTo(array.shape());
            assertThat(other.values()).containsExactly(array.values());
        });
    }

    @Property
    void theDataIsAligned(@ForAll("files") Safetensors file) throws IOException {
        byte[] bytes = bytes(file);
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
    }

    @Property
    void aTruncatedFileIsRefused(@ForAll("files") Safetensors file, @ForAll @IntRange(min = 1, max = 400) int cut)
            throws IOException {
        byte[] bytes = bytes(file);
        byte[] shorter = Arrays.copyOf(bytes, Math.max(0, bytes.length - cut));
        assertThatThrownBy(() -> read(shorter)).isInstanceOf(CorruptFile.class);
    }

    @Property
    void noDamageLeadsToAnythingButARefusal(
            @ForAll("files") Safetensors file, @ForAll @IntRange(min = 0, max = 600) int at, @ForAll byte value)
            throws IOException {
        byte[] bytes = bytes(file);
        bytes[at % bytes.length] = value;
        try {
            read(bytes);
        } catch (CorruptFile e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void theLayoutIsThatOfTheFormat() throws IOException {
        Map<String, Array> arrays = new LinkedHashMap<>();
        arrays.put("fc.weight", new Array(List.of(1L, 2L), new float[] {1, -2}));
        arrays.put("fc.bias", Array.of(new float[] {0.5f}));
        byte[] bytes = bytes(new Safetensors(arrays, Map.of("format", "pt")));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) buffer.getLong();
        assertThat(new String(bytes, 8, length, StandardCharsets.UTF_8).strip()).isEqualTo("""
                        {"__metadata__":{"format":"pt"},\
                        "fc.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},\
                        "fc.bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""");
        buffer.position(8 + length);
        assertThat(new float[] {buffer.getFloat(), buffer.getFloat(), buffer.getFloat()})
                .containsExactly(1, -2, 0.5f);
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                            | is not a JSON object",
                "{]                                                            | is not JSON",
                "{} {}                                                         | is not JSON",
                "{'a':{'dtype':'F16','shape':[2],'data_offsets':[0,4]}}        | only F32 is read",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}        | does not take the bytes",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}        | the one before ends at 0",
                "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}       | -1 in its shape",
                "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}}      | 1.5 in its shape",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}          | instead of 2",
                "{'a':{'dtype':'F32','data_offsets':[0,4]}}                    | has no shape",
                "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}} | impossible shape",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{}} | is not JSON",
                "{'__metadata__':{'n':1}}                                      | the arrays take 0 bytes",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'__metadata__':{'n':1}} | is not text",
            })
    void aWrongHeaderIsRefusedWithTheReason(String header, String reason) {
        byte[] text = header.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text).putFloat(1);
        assertThatThrownBy(() -> read(file.array()))
                .isInstanceOf(CorruptFile.class)
                .hasMessageContaining(reason.strip());
    }

    private static byte[] bytes(Safetensors file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.writeTo(out);
        return out.toByteArray();
    }

    private static Safetensors read(byte[] bytes) throws IOException {
        return Safetensors.read(new ByteArrayInputStream(bytes), bytes.length);
    }
}
