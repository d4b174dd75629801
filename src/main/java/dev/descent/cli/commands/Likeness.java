package dev.descent.cli.commands;

import java.util.Comparator;
import java.util.stream.Stream;

/** What somebody who mistyped a name may have meant. */
final class Likeness {
    private static final int MOST_SLIPS = 2;

    private Likeness() {}

    /** A question after the likeliest of the names; empty if none is like it. */
    static String question(String word, Stream<String> names) {
        return names.filter(name -> slips(word, name) <= MOST_SLIPS || name.startsWith(word))
                .min(Comparator.comparingInt(name -> slips(word, name)))
                .map(name -> " Did you mean " + name + "?")
                .orElse("");
    }

    /** Letters that were left out, added, replaced, or swapped with their neighbour. */
    static int slips(String word, String name) {
        int[][] slips = new int[word.length() + 1][name.length() + 1];
        for (int i = 0; i <= word.length(); i++) {
            for (int j = 0; j <= name.length(); j++) {
                slips[i][j] = i == 0 ? j : j == 0 ? i : least(slips, word, name, i, j);
            }
        }
        return slips[word.length()][name.length()];
    }

    private static int least(int[][] slips, String word, String name, int i, int j) {
        boolean same = word.charAt(i - 1) == name.charAt(j - 1);
        int least = Math.min(slips[i - 1][j - 1] + (same ? 0 : 1), Math.min(slips[i - 1][j], slips[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && word.charAt(i - 1) == name.charAt(j - 2) && word.charAt(i - 2) == name.charAt(j - 1);
        return swapped ? Math.min(least, slips[i - 2][j - 2] + 1) : least;
    }
}
