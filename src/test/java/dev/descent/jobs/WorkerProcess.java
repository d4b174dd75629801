package dev.descent.jobs;

import dev.descent.database.TestDatabase;
import dev.descent.training.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process of its own with one worker, to be killed. */
final class WorkerProcess {
    private WorkerProcess() {}

    static Process start(TestDatabase database, Path data) throws IOException {
        return ChildProcess.of(
                        List.of(),
                        WorkerProcess.class,
                        database.url(),
                        database.user(),
                        database.password(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static void main(String[] args) throws InterruptedException {
        try (TestNode service = new TestNode.Setup(args[0], args[1], args[2], Path.of(args[3]))
                .workers(1)
                .start()) {
            service.sql();
            new CountDownLatch(1).await();
        }
    }
}
