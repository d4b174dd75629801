package dev.descent.cli.http;

/** What a command ends with, for scripts. */
public final class Exit {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int CANCELLED = 3;
    public static final int NOT_FOUND = 4;
    public static final int UNREACHABLE = 5;
    public static final int NOT_ALLOWED = 6;
    /** As of a program that was ended because nobody reads what it writes. */
    public static final int OUTPUT_CLOSED = 141;

    private Exit() {}

    static int of(int status) {
        return switch (status) {
            case 401, 403 -> NOT_ALLOWED;
            case 404 -> NOT_FOUND;
            case 502, 503, 504 -> UNREACHABLE;
            default -> FAILED;
        };
    }
}
