package dev.descent.datasets.generated;

import dev.descent.datasets.Dataset.Task;
import dev.descent.datasets.Feature;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.MemoryContent;
import dev.descent.datasets.canonical.Schema;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import dev.descent.training.tensor.Draws;
import dev.descent.training.tensor.Randomness;
import dev.descent.training.tensor.Randomness.Purpose;
import java.util.List;

/**
 * Handwritten-looking digits of 28x28 pixels, white on black, as a stand-in for MNIST that ships with the service.
 *
 * <p>A row picks a digit and one of its pen paths; moves every point of the path a little; turns, slants, stretches and
 * shifts the whole; draws it with a pen of random width and darkness; and adds noise to every pixel.
 */
public record Glyphs(
        @Option(value = "Number of images.", min = 10, max = 1_000_000)
        int rows,

        @Option("Seed of all draws.") long seed,

        @Option(value = "Standard deviation of the noise on each pixel, where 1 is white.", min = 0, max = 1)
        double noise)
        implements GeneratedSet {
    private static final int SIZE = 28;
    private static final int CLASSES = 10;
    /** Pixels for each of the hundred units of a path. */
    private static final double SCALE = 0.19;
    /** Standard deviation of a point's own shift, in units of the path. */
    private static final double WOBBLE = 4;

    private static final double TURN = 0.18;
    private static final double SLANT = 0.22;
    private static final double STRETCH = 0.12;
    /** Standard deviation of the shift of the whole, in pixels. */
    private static final double SHIFT = 1.15;

    private static final double THINNEST = 0.7;
    private static final double THICKEST = 1.7;
    private static final double PALEST = 0.6;

    public Glyphs {
        Options.check(Glyphs.class, rows, seed, noise);
    }

    public Glyphs() {
        this(10_000, 0, 0.06);
    }

    @Override
    public Content generate() {
        Randomness randomness = new Randomness(seed);
        List<List<PenPath>> paths = PenPath.shipped();
        Schema schema = new Schema(
                rows,
                List.of(new Feature("image", Feature.Type.IMAGE, List.of(), List.of(1, SIZE, SIZE), 0)),
                "label",
                Task.CLASSIFICATION,
                List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
        return new MemoryContent(
                schema,
                List.of(
                        sink -> {
                            for (int row = 0; row < rows; row++) {
                                Draws draws = randomness.draws(Purpose.DATA, row, 0);
                                sink.pixels(image(paths.get(draws.below(CLASSES)), draws));
                            }
                        },
                        sink -> {
                            for (int row = 0; row < rows; row++) {
                                sink.code(randomness.draws(Purpose.DATA, row, 0).below(CLASSES));
                            }
                        }));
    }

    private byte[] image(List<PenPath> styles, Draws draws) {
        PenPath path = styles.get(draws.below(styles.size()));
        double turn = TURN * draws.gaussian();
        double slant = SLANT * draws.gaussian();
        double width = SCALE * (1 + STRETCH * draws.gaussian());
        double height = SCALE * (1 + STRETCH * draws.gaussian());
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        double centreX = SIZE / 2.0 + SHIFT * draws.gaussian();
        double centreY = SIZE / 2.0 + SHIFT * draws.gaussian();

        double[] points = new double[2 * path.points()];
        int i = 0;
        for (PenPath.Piece piece : path.pieces()) {
            for (int k = 0; k < piece.coordinates().length; k += 2) {
                double y = height * (piece.coordinates()[k + 1] - 50 + WOBBLE * draws.gaussian());
                double x = width * (piece.coordinates()[k] - 50 + WOBBLE * draws.gaussian()) - slant * y;
                points[i++] = centreX + cos * x - sin * y;
                points[i++] = centreY + sin * x + cos * y;
            }
        }
        Pen pen = new Pen(SIZE, THINNEST + (THICKEST - THINNEST) * draws.uniform());
        pen.draw(path, points);

        double darkness = PALEST + (1 - PALEST) * draws.uniform();
        byte[] image = new byte[SIZE * SIZE];
        for (int pixel = 0; pixel < image.length; pixel++) {
            double value = darkness * pen.ink(pixel) + noise * draws.gaussian();
            image[pixel] = (byte) (int) (Math.min(Math.max(value, 0), 1) * 255 + 0.5);
        }
        return image;
    }

    @Override
    public String description() {
        return "Generated: images of digits, drawn from pen paths made for this project (resource digits.paths),"
                + " under the licence of the project.";
    }
}
