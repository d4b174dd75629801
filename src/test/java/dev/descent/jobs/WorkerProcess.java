package dev.descent.jobs;

import dev.descent.database.TestDatabase;
import dev.descent.training.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A process of its own with one worker, to be killed. */
final class WorkerProcess {
    private WorkerProcess() {}

    static Process start(TestDatabase database, Path data) throws IOException {
        return start(database, data, Map.of(), List.of());
    }

    /** @param settings further arguments of the service */
    static Process start(TestDatabase database, Path data, Map<String, String> environment, List<String> settings)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(database.url(), database.user(), database.password(), data.toString()));
        arguments.addAll(settings);
        ProcessBuilder builder = ChildProcess.of(List.of(), WorkerProcess.class, arguments.toArray(new String[0]))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        return builder.start();
    }

    public static void main(String[] args) throws InterruptedException {
        try (TestNode service = new TestNode.Setup(args[0], args[1], args[2], Path.of(args[3]))
                .arguments(List.of(args).subList(4, args.length))
                .workers(1)
                .start()) {
            service.sql();
            new CountDownLatch(1).await();
        }
    }
}
