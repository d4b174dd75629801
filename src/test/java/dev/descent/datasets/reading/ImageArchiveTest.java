package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.spec.Violation;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class ImageArchiveTest {
    private static final byte[] CAT = Archives.grey("png", 3, 2, 100);
    private static final byte[] DOG = Archives.grey("png", 3, 2, 0);

    private static Uploads.Read read(Map<String, byte[]> entries) {
        return Uploads.read(Archives.zip(entries), "pets.zip", null);
    }

    private static List<String> faults(Map<String, byte[]> entries) {
        return Uploads.faults(Archives.zip(entries), "pets.zip", null).stream()
                .map(fault -> fault.pointer() + " " + fault.code())
                .toList();
    }

    @Test
    void foldersAreClassesAndGreyStaysGrey() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("dog/", new byte[0]);
        entries.put("dog/b.png", DOG);
        entries.put("cat/a.png", CAT);
        entries.put("__MACOSX/cat/._a.png", new byte[] {1});
        entries.put("cat/.DS_Store", new byte[] {1});
        Uploads.Read read = read(entries);

        assertThat(read.schema().features())
                .containsExactly(new Feature("image", Feature.Type.IMAGE, List.of(), List.of(1, 2, 3), 0));
        assertThat(read.schema().classes()).containsExactly("cat", "dog");
        assertThat(read.schema().task()).isEqualTo(Task.CLASSIFICATION);
        assertThat((byte[]) read.column(0).get(0)).containsExactly(100, 101, 102, 110, 111, 112);
        assertThat(read.column(1)).containsExactly(0, 1);
    }

    @Test
    void theOrderInTheZipDoesNotMatter() {
        Map<String, byte[]> forward = new LinkedHashMap<>();
        forward.put("cat/a.png", CAT);
        forward.put("dog/b.png", DOG);
        Map<String, byte[]> backward = new LinkedHashMap<>();
        backward.put("dog/b.png", DOG);
        backward.put("cat/a.png", CAT);

        assertThat(read(forward)).usingRecursiveComparison().isEqualTo(read(backward));
    }

    @Test
    void aFolderAroundTheClassesIsAllowed() {
        assertThat(read(Map.of("pets/cat/a.png", CAT, "pets/dog/b.png", DOG))
                        .schema()
                        .classes())
                .containsExactly("cat", "dog");
    }

    @Test
    void oneColourImageMakesThemAllColour() {
        Uploads.Read read = read(Map.of("cat/a.png", CAT, "dog/b.png", Archives.colour("png", 3, 2, 0x0A141E)));

        assertThat(read.schema().features().get(0).shape()).containsExactly(3, 2, 3);
        assertThat((byte[]) read.column(0).get(0))
                .containsExactly(
                        100, 101, 102, 110, 111, 112, 100, 101, 102, 110, 111, 112, 100, 101, 102, 110, 111, 112);
        assertThat((byte[]) read.column(0).get(1))
                .containsExactly(10, 10, 10, 10, 10, 10, 20, 20, 20, 20, 20, 20, 30, 30, 30, 30, 30, 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "jpg"})
    void formatsAreUnderstood(String format) {
        Uploads.Read read = read(
                Map.of("a/1.x", Archives.colour(format, 8, 8, 0xFF0000), "b/1.png", Archives.grey("png", 8, 8, 0)));
        byte[] red = (byte[]) read.column(0).get(0);

        assertThat(red[0] & 0xFF).isGreaterThan(250);
        assertThat(red[64] & 0xFF).isLessThan(5);
        assertThat(red[128] & 0xFF).isLessThan(5);
    }

    @Test
    void greyOfAPaletteAndOf16BitsIsGrey() {
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 0x1234);
        Uploads.Read read =
                read(Map.of("a/1.gif", Archives.grey("gif", 2, 1, 7), "b/1.png", Archives.encode("png", deep)));

        assertThat(read.schema().features().get(0).shape()).containsExactly(1, 1, 2);
        assertThat((byte[]) read.column(0).get(1)).containsExactly(0x12, 0);
    }

    @Test
    void everyFileThatCannotBeUsedIsNamed() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("cat/a.png", CAT);
        entries.put("cat/b.png", "not an image".getBytes(StandardCharsets.UTF_8));
        entries.put("cat/c.png", Archives.grey("png", 4, 2, 0));
        entries.put("cat/d.png", Arrays.copyOf(CAT, CAT.length / 2));
        entries.put("loose.png", CAT);

        assertThat(faults(entries))
                .containsExactly(
                        "/file/entries/cat~1b.png not_an_image",
                        "/file/entries/cat~1c.png image_size",
                        "/file/entries/cat~1d.png invalid_image",
                        "/file/entries/loose.png no_class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.png", "cat/../../evil.png", "/etc/evil.png", "cat\\..\\evil.png", "C:/evil.png"})
    void namesThatLeadOutAreRefused(String name) {
        assertThat(Uploads.faults(Archives.zip(Map.of(name, CAT)), "pets.zip", null))
                .extracting(Violation::pointer, Violation::code)
                .containsExactly(tuple("/file/entries/" + name.replace("/", "~1"), "unsafe_name"));
    }

    @Test
    void aBombIsStoppedWhileItIsRead() {
        byte[] bomb = Archives.zip(Map.of("cat/a.png", new byte[70 << 20]));

        assertThat(bomb.length).isLessThan(1 << 20);
        assertThat(Uploads.faults(bomb, "pets.zip", null))
                .extracting(Violation::code)
                .containsExactly("too_large");
        assertThat(Uploads.faults(Archives.zip(Map.of("x.npy", new byte[70 << 20])), "bomb.npz", null))
                .extracting(Violation::code)
                .containsExactly("expands_too_far");
    }

    @Test
    void entriesAndPixelsAreLimited() {
        Limits small = new Limits(DataSize.ofMegabytes(1), 100, 2, 100, 100, 5, 100, DataSize.ofMegabytes(64));
        Map<String, byte[]> entries = Map.of("a/1.png", CAT, "b/1.png", CAT, "c/1.png", CAT);

        assertThat(Uploads.faults(Archives.zip(entries), "pets.zip", null, small))
                .extracting(Violation::code)
                .containsExactly("too_many_entries");
        Limits few = new Limits(DataSize.ofMegabytes(1), 100, 9, 2, 100, 100, 100, DataSize.ofMegabytes(64));
        assertThat(Uploads.faults(Archives.zip(entries), "pets.zip", null, few))
                .extracting(Violation::code)
                .containsExactly("too_many_rows");
        assertThat(Uploads.faults(Archives.zip(Map.of("a/1.png", CAT)), "pets.zip", null, small)
                        .get(0)
                        .message())
                .contains("3x2 pixels");
    }

    @Test
    void anArchiveWithoutImagesIsRefused() {
        assertThat(faults(Map.of(".hidden", new byte[1]))).containsExactly("/file no_rows");
    }

    @Test
    void oneFolderAloneIsAConstantTarget() {
        assertThat(faults(Map.of("cat/a.png", CAT, "cat/b.png", DOG)))
                .containsExactly("/schema/target constant_target");
    }

    @Test
    void aRealTargetCannotBeAskedFor() {
        assertThat(Uploads.faults(
                        Archives.zip(Map.of("cat/a.png", CAT, "dog/b.png", DOG)),
                        "pets.zip",
                        new SchemaRequest(null, Task.REGRESSION, Map.of())))
                .extracting(Violation::pointer)
                .containsExactly("/schema/task");
    }
}
