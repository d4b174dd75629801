package dev.descent.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** How values read. */
public final class Text {
    private static final double SMALLEST_PLAIN = 1e-3;
    private static final double LARGEST_PLAIN = 1e6;

    private Text() {}

    /**
     * A text of unknown origin as one line that cannot move the cursor, change colours or reverse what stands beside it:
     * names come from whoever submitted the job.
     */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                clean.append(' ');
            } else {
                clean.appendCodePoint(isHarmless(c) ? c : 0xfffd);
            }
        });
        return clean.toString();
    }

    /** JSON that says the same, in which characters that a terminal could obey are escaped. */
    public static String cleanJson(String json) {
        if (json.chars().allMatch(c -> isHarmless(c) || c == '\n' || c == '\r' || c == '\t')) {
            return json;
        }
        StringBuilder clean = new StringBuilder(json.length());
        json.chars().forEach(c -> {
            if (isHarmless(c) || c == '\n' || c == '\r' || c == '\t') {
                clean.append((char) c);
            } else {
                clean.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        boolean reorders = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
        return !Character.isISOControl(c) && !reorders && c != 0x2028 && c != 0x2029;
    }

    /** At most so many characters. */
    public static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** Four digits that matter. */
    public static String number(double value) {
        double size = Math.abs(value);
        if (size == 0 || size >= LARGEST_PLAIN || size < SMALLEST_PLAIN || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.format(Locale.ROOT, "%.3g", value);
        }
        if (value == Math.rint(value)) {
            return Long.toString((long) value);
        }
        int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        String digits = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
    }

    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        while (size >= 999.5) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, size < 10 ? "%.1f %cB" : "%.0f %cB", size, "kMGTPE".charAt(unit));
    }

    /** Its two greatest units. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m" + String.format(Locale.ROOT, "%02d", seconds % 60) + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + "h" + String.format(Locale.ROOT, "%02d", seconds % 3600 / 60) + "m";
        }
        return seconds / 86_400 + "d" + seconds % 86_400 / 3600 + "h";
    }
}
