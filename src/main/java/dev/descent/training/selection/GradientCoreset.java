package dev.descent.training.selection;

import dev.descent.training.tensor.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Examples whose gradients stand for those of all others of their class.
 *
 * <p>Gradients are those with respect to the outputs of the network; of a target that is a number there is one class.
 * Classes of more than 4,096 examples are cut into parts, in order of the rows. Time and memory grow with the square of a
 * part. Source: Mirzasoleiman et al., "Coresets for data-efficient training", arXiv:1906.01827.
 */
public final class GradientCoreset {
    private static final int LARGEST_PART = 4096;

    private final float[] errors;
    private final int width;
    private final List<int[]> parts;

    /** @param errors ∂l/∂z, {@code [N·K]}, example after example */
    public GradientCoreset(Examples examples, float[] errors) {
        this.errors = errors;
        width = errors.length / Math.max(1, examples.size());
        parts = parts(examples);
    }

    /**
     * An example that was chosen.
     *
     * @param size how many examples it stands for, itself among them
     */
    public record Member(int row, int size) {}

    /** The rows of each class, in parts of about equal size. */
    public List<int[]> parts() {
        return parts;
    }

    /** So many examples of a part, in the order of their choice. */
    public List<Member> choose(int[] part, int size) {
        float[][] points = new float[part.length][];
        for (int i = 0; i < part.length; i++) {
            points[i] = Arrays.copyOfRange(errors, part[i] * width, (part[i] + 1) * width);
        }
        FacilityLocation.Chosen chosen = new FacilityLocation(points).choose(size);
        return IntStream.range(0, size)
                .mapToObj(place -> new Member(part[chosen.points()[place]], chosen.sizes()[place]))
                .toList();
    }

    private static List<int[]> parts(Examples examples) {
        boolean hasClasses = examples.signature().classes() > 0;
        int classes = examples.signature().outputs();
        int[][] members = new int[classes][examples.size()];
        int[] sizes = new int[classes];
        for (int row = 0; row < examples.size(); row++) {
            int ofClass = hasClasses ? (int) examples.target(row) : 0;
            members[ofClass][sizes[ofClass]++] = row;
        }
        List<int[]> parts = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            int count = (sizes[c] + LARGEST_PART - 1) / LARGEST_PART;
            for (int part = 0; part < count; part++) {
                parts.add(Arrays.copyOfRange(members[c], (int) ((long) sizes[c] * part / count), (int)
                        ((long) sizes[c] * (part + 1) / count)));
            }
        }
        return parts;
    }
}
