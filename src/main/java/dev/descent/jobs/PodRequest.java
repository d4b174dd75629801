package dev.descent.jobs;

import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a job asks of the pod that it runs in, where each job has one; elsewhere it means nothing. */
public record PodRequest(
        @Option(
                value = "How many cores; parts are allowed. Null: as many as the service's pod template says.",
                above = 0,
                max = 1024)
        @Nullable
        Double cpus,

        @Option(
                value =
                        "How much memory, in bytes; what needs more is killed. Null: as much as the service's pod template says.",
                min = 268_435_456,
                max = 70_368_744_177_664.0)
        @Nullable
        Long memoryBytes,

        @Option(value = "How many GPUs. Null: as many as the service's pod template says.", min = 0, max = 64) @Nullable
        Integer gpus,

        @Option(value = "Labels that its node must have, beside those of the service's pod template.", maxSize = 32)
        Map<String, String> nodeSelector,

        @Option(value = "The priority class of the pod.", minSize = 1, maxSize = 253) @Nullable
        String priorityClass,

        @Option(
                value =
                        "The Kueue queue that admits the job: its pod waits until there is room in the queue's quota. Null: "
                                + "the service's queue, if it has one.",
                minSize = 1,
                maxSize = 253)
        @Nullable
        String queue) {
    public PodRequest {
        Options.check(PodRequest.class, cpus, memoryBytes, gpus, nodeSelector, priorityClass, queue);
        nodeSelector = Map.copyOf(nodeSelector);
    }

    /** As the service's pod template says. */
    public PodRequest() {
        this(null, null, null, Map.of(), null, null);
    }
}
