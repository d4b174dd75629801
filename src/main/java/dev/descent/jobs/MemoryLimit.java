package dev.descent.jobs;

import com.sun.management.OperatingSystemMXBean;
import dev.descent.jobs.queue.WorkerSettings;
import dev.descent.spec.Violation;
import dev.descent.training.Estimate;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * How much memory the engine may take for one job on the processor.
 *
 * @param bytes for the numbers of the job, which lie outside of Java's heap
 */
@Component
record MemoryLimit(long bytes) {
    /** What a machine or container has, less what Java's heap may grow to, in equal parts for the jobs that train at once. */
    @Autowired
    MemoryLimit(@Value("${descent.memory-limit}") DataSize setting, WorkerSettings workers) {
        this(
                setting.isNegative()
                        ? share(machine(), Runtime.getRuntime().maxMemory(), workers.threads())
                        : setting.toBytes());
    }

    /**
     * @param threads 0 in a process that only serves: its jobs train elsewhere, presumably on a machine like this one
     */
    static long share(long machine, long heap, int threads) {
        // A heap that is promised more than the machine has does not leave less than nothing.
        long rest = Math.max(machine - heap, machine / 4);
        return rest / (threads > 0 ? threads : WorkerSettings.defaultThreads());
    }

    private static long machine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** What to change about a job that would not fit. */
    Optional<Violation> objection(Estimate estimate) {
        if (estimate.memoryBytes() <= bytes) {
            return Optional.empty();
        }
        Estimate.Memory memory = estimate.memory();
        String pointer = "/model";
        String part = "parameters and what the optimizer keeps beside them; choose a smaller model";
        if (memory.batch() > Math.max(memory.vectors(), memory.examples())) {
            pointer = "/sampler/batch_size";
            part = "activations of a batch; choose a smaller batch or model";
        } else if (memory.examples() > memory.vectors()) {
            pointer = "/dataset";
            part = "examples, which are loaded as a whole; choose fewer rows or columns";
        }
        return Optional.of(new Violation(
                pointer,
                "too_much_memory",
                "the job needs about " + estimate.memoryBytes() + " bytes of memory, but a job may use " + bytes
                        + " here (descent.memory-limit); most of it is for " + part));
    }
}
