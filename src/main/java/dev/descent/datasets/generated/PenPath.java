package dev.descent.datasets.generated;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The path of a pen that writes a digit, on a square of 100 by 100.
 *
 * @param pieces each a move (one point), a line (one point) or a cubic curve (three points)
 */
record PenPath(int digit, List<Piece> pieces) {
    private static final String RESOURCE = "/dev/descent/datasets/generated/digits.paths";

    /** @param command M, L or C */
    record Piece(char command, double[] coordinates) {}

    PenPath {
        pieces = List.copyOf(pieces);
    }

    /** How many points the path has, control points included. */
    int points() {
        return pieces.stream().mapToInt(p -> p.coordinates().length / 2).sum();
    }

    /** The paths that ship with the service: element d holds the styles of the digit d. */
    static List<List<PenPath>> shipped() {
        List<List<PenPath>> styles = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            styles.add(new ArrayList<>());
        }
        try (InputStream in = Objects.requireNonNull(PenPath.class.getResourceAsStream(RESOURCE), RESOURCE);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(PenPath::parse)
                    .forEach(path -> styles.get(path.digit()).add(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return styles;
    }

    private static PenPath parse(String line) {
        String[] words = line.split(" ");
        List<Piece> pieces = new ArrayList<>();
        int i = 1;
        while (i < words.length) {
            char command = words[i++].charAt(0);
            double[] coordinates = new double[command == 'C' ? 6 : 2];
            for (int k = 0; k < coordinates.length; k++) {
                coordinates[k] = Integer.parseInt(words[i++]);
            }
            pieces.add(new Piece(command, coordinates));
        }
        return new PenPath(Integer.parseInt(words[0]), pieces);
    }
}
