package dev.descent.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Columns that line up. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final UnaryOperator<String> headStyle;
    private final boolean headed;

    /** With a line of heads. */
    public Table(Style style, String... heads) {
        headStyle = style::bold;
        headed = true;
        row(heads);
    }

    /** Names and values. */
    public Table() {
        headStyle = UnaryOperator.identity();
        headed = false;
    }

    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Text::clean).toList());
        return this;
    }

    /** @param paint what is done to a cell once it has its width, by the number of its column */
    public void print(Terminal terminal, Painter paint) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .filter(row -> row.size() > column)
                        .mapToInt(row -> length(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
        for (int number = 0; number < rows.size(); number++) {
            List<String> row = rows.get(number);
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String shown = headed && number == 0 ? headStyle.apply(cell) : paint.paint(column, cell);
                line.append(column == 0 ? "" : GAP).append(shown);
                if (column < row.size() - 1) {
                    line.append(" ".repeat(widths[column] - length(cell)));
                }
            }
            terminal.out().println(line.toString().stripTrailing());
        }
        terminal.flush();
    }

    public void print(Terminal terminal) {
        print(terminal, (column, cell) -> cell);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    /** Colours a cell. */
    public interface Painter {
        String paint(int column, String cell);
    }
}
