package dev.descent.jobs.run;

import dev.descent.jobs.Job;
import dev.descent.ledger.BudgetExhausted;
import dev.descent.ledger.UnprotectedJob;
import dev.descent.spec.InvalidOptions;
import dev.descent.spec.Violation;
import dev.descent.storage.CorruptFile;
import dev.descent.storage.FullDisk;
import dev.descent.storage.StorageUnavailable;
import dev.descent.training.Diverged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients are told of an exception that ended a job. */
final class Failures {
    static final String INTERNAL = "internal";
    private static final int LONGEST = 300;

    /** In libtorch's words, on Linux and macOS, on Windows, on a GPU, and of C++ itself. */
    private static final List<String> OUT_OF_MEMORY =
            List.of("can't allocate memory", "not enough memory", "out of memory", "std::bad_alloc", "bad allocation");

    private Failures() {}

    static Job.Failure of(Throwable cause) {
        if (cause instanceof Diverged) {
            return new Job.Failure("diverged", message(cause), "/learning_rate");
        }
        if (cause instanceof InvalidOptions invalid) {
            Violation first = invalid.violations().get(0);
            return new Job.Failure(
                    first.code().equals("unknown_dataset") ? first.code() : "invalid_spec",
                    invalid.getMessage() == null ? first.message() : invalid.getMessage(),
                    first.pointer());
        }
        if (cause instanceof BudgetExhausted) {
            return new Job.Failure(BudgetExhausted.CODE, message(cause), "/mechanism");
        }
        if (cause instanceof UnprotectedJob) {
            return new Job.Failure(UnprotectedJob.CODE, message(cause), UnprotectedJob.POINTER);
        }
        if (cause instanceof CorruptFile) {
            return new Job.Failure("corrupt_file", message(cause), null);
        }
        if (FullDisk.isBehind(cause)) {
            return new Job.Failure("storage_full", "there was no space left on the service's disk", null);
        }
        if (StorageUnavailable.isBehind(cause)) {
            return new Job.Failure("storage_unavailable", "the service's storage could not be reached", null);
        }
        Throwable engine = fromEngine(cause);
        if (isOutOfMemory(cause)) {
            return new Job.Failure(
                    "out_of_memory", "there was not enough memory: try a smaller batch or model", "/sampler");
        }
        if (engine != null) {
            return new Job.Failure("engine_error", "the engine failed: " + message(engine), null);
        }
        return new Job.Failure(INTERNAL, "something went wrong inside the service; its log says what", null);
    }

    private static @Nullable Throwable fromEngine(Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (isOfEngine(e)) {
                return e;
            }
        }
        return null;
    }

    /** Java's own memory, the engine's on the processor, or that of another device. */
    private static boolean isOutOfMemory(Throwable failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof OutOfMemoryError) {
                return true;
            }
            String message = e.getMessage();
            if (isOfEngine(e) && message != null && OUT_OF_MEMORY.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfEngine(Throwable e) {
        return e.getClass().getName().startsWith("ai.djl.");
    }

    /** The first line: the rest of an engine's message is a native stack trace. */
    private static String message(Throwable e) {
        String all = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = all.lines().findFirst().orElse(all);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST);
    }
}
