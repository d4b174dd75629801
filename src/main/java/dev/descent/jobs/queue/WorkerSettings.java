package dev.descent.jobs.queue;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * How this process works.
 *
 * @param name tells this process from all others, living or dead
 * @param threads how many jobs train at once
 * @param lease after this time without a heartbeat a worker counts as vanished
 * @param patience how long a stopping process waits for its jobs to keep their state
 * @param alone whether no other process can be at work on this database
 * @param assignment the only job that this process may take, and with which it ends; null if it takes any
 */
@Component
public record WorkerSettings(
        String name,
        int threads,
        Duration lease,
        Duration patience,
        boolean alone,
        @Nullable Assignment assignment) {
    public WorkerSettings {
        if (threads < 0 || lease.isNegative() || lease.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException(
                    "descent.workers, descent.lease and descent.shutdown-timeout must be positive");
        }
    }

    /** From the configuration; an embedded database, that is no {@code url}, belongs to one process. */
    @Autowired
    public WorkerSettings(
            @Value("${descent.role}") Role role,
            @Value("${descent.workers}") int threads,
            @Value("${descent.lease}") Duration lease,
            @Value("${descent.shutdown-timeout}") Duration patience,
            @Value("${spring.datasource.url:}") String url,
            @Value("${descent.dispatch}") Dispatch dispatch,
            @Value("${descent.job}") String job,
            @Value("${descent.attempt}") int attempt) {
        this(
                processName(),
                job.isEmpty() ? threads(role, dispatch, threads) : 1,
                lease,
                patience,
                url.isEmpty(),
                job.isEmpty() ? null : new Assignment(job, attempt));
    }

    private static int threads(Role role, Dispatch dispatch, int threads) {
        if (role == Role.WORKER && dispatch == Dispatch.KUBERNETES) {
            throw new IllegalArgumentException(
                    "descent.role is worker, but descent.dispatch is kubernetes: jobs run in pods of their own");
        }
        if (role == Role.API || dispatch == Dispatch.KUBERNETES) {
            return 0;
        }
        if (role == Role.WORKER && threads == 0) {
            throw new IllegalArgumentException("descent.role is worker, but descent.workers is 0: it would do nothing");
        }
        return threads < 0 ? defaultThreads() : threads;
    }

    /** Half the cores, at least one. */
    public static int defaultThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    private static String processName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        String unique = UUID.randomUUID().toString().substring(0, 8);
        return host + "-" + ManagementFactory.getRuntimeMXBean().getPid() + "-" + unique;
    }
}
