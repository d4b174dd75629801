package dev.descent.cli.terminal;

/** Colours, where they are wanted. */
public record Style(boolean colours) {
    public String bold(String text) {
        return paint("1", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    public String red(String text) {
        return paint("31", text);
    }

    /** The state of a job: how it stands is seen at a glance. */
    public String state(String state) {
        return switch (state) {
            case "succeeded" -> paint("32", state);
            case "failed" -> paint("31", state);
            case "cancelled", "cancelling" -> paint("35", state);
            case "running" -> paint("36", state);
            case "paused", "pausing" -> paint("33", state);
            default -> state;
        };
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
