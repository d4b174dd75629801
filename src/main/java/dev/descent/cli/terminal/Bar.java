package dev.descent.cli.terminal;

/** A line at the foot of the terminal that is written again and again. */
public final class Bar {
    private static final String CLEAR = "\r\u001b[K";
    private static final int CELLS = 16;

    private final Terminal terminal;
    private String shown = "";
    private boolean closed;

    public Bar(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows this instead of what was shown; what does not fit is left out. */
    public synchronized void show(String line) {
        if (closed) {
            return;
        }
        shown = Text.cut(line, terminal.columns() - 1);
        terminal.err().print(CLEAR + shown);
        terminal.err().flush();
    }

    /** A line that stays, above the bar. */
    public synchronized void above(String line) {
        terminal.err().println((closed ? "" : CLEAR) + line);
        if (!closed) {
            terminal.err().print(shown);
        }
        terminal.err().flush();
    }

    /** Takes the bar away for good. */
    public synchronized void close() {
        if (!closed) {
            closed = true;
            terminal.err().print(CLEAR);
            terminal.err().flush();
        }
    }

    /** How much of something is done, from 0 to 1. */
    public String drawn(double fraction) {
        double within = Math.min(1, Math.max(0, fraction));
        int full = (int) Math.floor(within * CELLS);
        return terminal.unicode()
                ? "█".repeat(full) + "░".repeat(CELLS - full)
                : "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "]";
    }

    /** A share, in whole percent that reach 100 at the end only. */
    public static String percent(double fraction) {
        return (int) Math.floor(100 * Math.min(1, Math.max(0, fraction)) + 1e-9) + " %";
    }
}
