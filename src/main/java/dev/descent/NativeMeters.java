package dev.descent;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What the engine takes, which Java knows nothing of: its numbers lie outside of the heap. Read where Linux tells it; not a
 * number elsewhere.
 */
@Component
class NativeMeters implements MeterBinder {
    private static final double KIBIBYTE = 1024;
    /** Of control groups of version 2 and 1, which say "max" or a number beyond all memory where there is no limit. */
    private static final List<String> USED = List.of("memory.current", "memory/memory.usage_in_bytes");

    private static final List<String> LIMITS = List.of("memory.max", "memory/memory.limit_in_bytes");
    private static final double NO_LIMIT = 1L << 60;

    private final Path process;
    private final Path group;
    private final int threads;

    @Autowired
    NativeMeters(@Value("${descent.engine-threads}") int threads) {
        this(Path.of("/proc/self/status"), Path.of("/sys/fs/cgroup"), threads);
    }

    NativeMeters(Path process, Path group, int threads) {
        this.process = process;
        this.group = group;
        this.threads = threads;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bytes(
                registry,
                "descent.process.memory",
                "Memory of this process, Java's and the engine's",
                m -> m.status("VmRSS:"));
        bytes(
                registry,
                "descent.process.memory.anonymous",
                "The part of it that no file backs: heap, engine, stacks; not mapped data sets",
                m -> m.status("RssAnon:"));
        bytes(registry, "descent.container.memory", "Memory of the container, page cache included", m -> m.first(USED));
        bytes(
                registry,
                "descent.container.memory.limit",
                "What the container may take at most; no number if it has no limit",
                m -> m.first(LIMITS));
        Gauge.builder("descent.engine.threads", this, m -> m.threads)
                .description("How many threads one operation of the engine may use")
                .baseUnit("threads")
                .register(registry);
    }

    private void bytes(MeterRegistry registry, String name, String description, ToDoubleFunction<NativeMeters> read) {
        Gauge.builder(name, this, read)
                .description(description)
                .baseUnit("bytes")
                .register(registry);
    }

    private double status(String key) {
        try (Stream<String> lines = Files.lines(process)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToDouble(line -> KIBIBYTE * Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
    }

    private double first(List<String> names) {
        return names.stream()
                .map(group::resolve)
                .filter(Files::isReadable)
                .mapToDouble(NativeMeters::bytes)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double bytes(Path file) {
        try {
            double bytes = Double.parseDouble(Files.readString(file).strip());
            return bytes < NO_LIMIT ? bytes : Double.NaN;
        } catch (IOException | NumberFormatException e) {
            // "max", or a group that has gone.
            return Double.NaN;
        }
    }
}
