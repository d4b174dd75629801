package dev.descent.storage;

import java.util.List;
import java.util.Locale;

/** Tells a full disk from other failures of files; Java has no exception of its own for it. */
public final class FullDisk {
    /** The words of Linux and macOS, of quotas, and of Windows. */
    private static final List<String> WORDS =
            List.of("no space left on device", "disk quota exceeded", "not enough space on the disk");

    private FullDisk() {}

    /** Whether this was thrown because a disk of this machine, or what may be used of it, is full. */
    public static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && WORDS.stream().anyMatch(message.toLowerCase(Locale.ROOT)::contains)) {
                return true;
            }
        }
        return false;
    }
}
