package dev.descent.training.augmentations;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Strategy;
import dev.descent.training.Augmentation;
import dev.descent.training.Chance;
import dev.descent.training.models.TestExamples;
import dev.descent.training.tensor.Batch;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Signature;
import dev.descent.training.tensor.Workspace;
import java.util.List;

/** Augmentations and what they are tried on. */
public final class Given {
    /** Two channels, and sides that differ. */
    static final Signature IMAGES = new Signature(List.of(2, 6, 5), List.of(), 3);

    static final Signature TABLE = new Signature(List.of(11), List.of(), 3);
    static final Signature MIXED = new Signature(List.of(4), List.of(3, 5, 4, 6), 0);
    static final List<Signature> SIGNATURES = List.of(IMAGES, TABLE, MIXED);

    /** What has options without defaults, or does little by its defaults to examples so small. */
    private static final List<Augmentation> SET =
            List.of(new Cutout(3), new Crop(2, Crop.Fill.ZERO), new Swap(0.5), new Mixup(1));

    private Given() {}

    /** Every augmentation there is, found by scanning. */
    public static List<Augmentation> all() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.descent.training.augmentations")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(Strategy.class))
                        .map(Given::instance)
                        .toList();
    }

    private static Augmentation instance(JavaClass type) {
        for (Augmentation set : SET) {
            if (set.getClass() == type.reflect()) {
                return set;
            }
        }
        try {
            return (Augmentation) type.reflect().getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    public static boolean fits(Augmentation augmentation, Signature signature) {
        try {
            augmentation.check(signature);
            return true;
        } catch (InvalidOptions e) {
            return false;
        }
    }

    static Chance chance(Workspace workspace, long step) {
        return new Chance(new Randomness(9), workspace, step, 1, 0);
    }

    static Batch batch(Workspace workspace, Signature signature, int... rows) {
        return workspace.load(new TestExamples(signature, 300)).batch(rows);
    }
}
