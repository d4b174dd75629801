package dev.descent.jobs;

import dev.descent.jobs.queue.Dispatch;
import dev.descent.spec.Violation;
import dev.descent.training.Estimate;
import dev.descent.training.tensor.Engine;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What a spec asks of the place where its job will train: a machine like this one, or a pod. */
@Component
class TrainingPlace {
    /** Of the memory of a pod, Java's heap may take a quarter. */
    private static final double BESIDE_HEAP = 0.75;

    private final Dispatch dispatch;
    private final Engine engine;
    private final MemoryLimit memory;

    TrainingPlace(@Value("${descent.dispatch}") Dispatch dispatch, Engine engine, MemoryLimit memory) {
        this.dispatch = dispatch;
        this.engine = engine;
        this.memory = memory;
    }

    /** What devices a pod will have is not known here. */
    Optional<Violation> objection(JobSpec spec) {
        Device device = spec.device();
        return dispatch == Dispatch.KUBERNETES || device == Device.AUTO || engine.has(device.wire())
                ? Optional.empty()
                : Optional.of(new Violation("/device", "unavailable", "this server has no " + device.wire()));
    }

    /** Whether the job fits into the memory; that of an accelerator is not known. */
    Optional<Violation> objection(JobSpec spec, Estimate estimate) {
        if (!isForProcessor(spec)) {
            return Optional.empty();
        }
        Long asked = dispatch == Dispatch.KUBERNETES && spec.pod() != null
                ? spec.pod().memoryBytes()
                : null;
        if (asked == null) {
            return memory.objection(estimate);
        }
        return estimate.memoryBytes() <= asked * BESIDE_HEAP
                ? Optional.empty()
                : Optional.of(new Violation(
                        "/pod/memory_bytes",
                        "too_much_memory",
                        "must leave room for about " + estimate.memoryBytes()
                                + " bytes beside a quarter for Java's heap, but is " + asked));
    }

    private boolean isForProcessor(JobSpec spec) {
        if (spec.device() != Device.AUTO || dispatch == Dispatch.LOCAL) {
            return spec.device() == Device.CPU || (spec.device() == Device.AUTO && !engine.has(Device.GPU.wire()));
        }
        Integer gpus = spec.pod() == null ? null : spec.pod().gpus();
        return gpus == null || gpus == 0;
    }

    List<String> warnings(JobSpec spec) {
        return spec.pod() != null && dispatch == Dispatch.LOCAL
                ? List.of("pod means nothing here: this service trains in its own processes")
                : List.of();
    }
}
