package dev.descent.datasets.generated;

import dev.descent.datasets.generated.PenPath.Piece;
import java.util.Arrays;

/**
 * Draws a path with a round pen on a square of grey pixels.
 *
 * <p>Not with Java2D: its rasterizer differs between versions of Java. A pixel's ink is how far its centre lies inside the
 * pen's edge, ink = clamp(r + ½ - d, 0, 1), with the distance d to the path in pixels and the pen's radius r. That is
 * anti-aliasing over one pixel, and takes only sums, products and square roots, which IEEE 754 rounds exactly.
 */
final class Pen {
    private static final int PARTS_OF_CURVE = 12;

    private final int size;
    private final double radius;
    /** For each pixel the square of its distance to the path so far. */
    private final double[] distances;

    private double atX;
    private double atY;

    Pen(int size, double radius) {
        this.size = size;
        this.radius = radius;
        this.distances = new double[size * size];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }

    /** @param points the coordinates of the path's points in pixels, one piece after the other */
    void draw(PenPath path, double[] points) {
        int i = 0;
        for (Piece piece : path.pieces()) {
            if (piece.command() == 'M') {
                atX = points[i];
                atY = points[i + 1];
            } else if (piece.command() == 'L') {
                line(points[i], points[i + 1]);
            } else {
                curve(points, i);
            }
            i += piece.coordinates().length;
        }
    }

    private void curve(double[] p, int i) {
        double fromX = atX;
        double fromY = atY;
        for (int part = 1; part <= PARTS_OF_CURVE; part++) {
            double t = (double) part / PARTS_OF_CURVE;
            double s = 1 - t;
            double b0 = s * s * s;
            double b1 = 3 * s * s * t;
            double b2 = 3 * s * t * t;
            double b3 = t * t * t;
            line(
                    b0 * fromX + b1 * p[i] + b2 * p[i + 2] + b3 * p[i + 4],
                    b0 * fromY + b1 * p[i + 1] + b2 * p[i + 3] + b3 * p[i + 5]);
        }
    }

    private void line(double toX, double toY) {
        double reach = radius + 1;
        int left = Math.max((int) Math.floor(Math.min(atX, toX) - reach), 0);
        int right = Math.min((int) Math.ceil(Math.max(atX, toX) + reach), size - 1);
        int top = Math.max((int) Math.floor(Math.min(atY, toY) - reach), 0);
        int bottom = Math.min((int) Math.ceil(Math.max(atY, toY) + reach), size - 1);
        double dx = toX - atX;
        double dy = toY - atY;
        double square = dx * dx + dy * dy;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double px = x + 0.5 - atX;
                double py = y + 0.5 - atY;
                double along = square == 0 ? 0 : Math.min(Math.max((px * dx + py * dy) / square, 0), 1);
                double ox = px - along * dx;
                double oy = py - along * dy;
                distances[y * size + x] = Math.min(distances[y * size + x], ox * ox + oy * oy);
            }
        }
        atX = toX;
        atY = toY;
    }

    /** Ink on [0, 1] of pixel i, counted row by row. */
    double ink(int i) {
        return Math.min(Math.max(radius + 0.5 - Math.sqrt(distances[i]), 0), 1);
    }
}
