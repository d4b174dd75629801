package dev.descent.catalog;

import dev.descent.jobs.JobSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import tools.jackson.databind.node.ObjectNode;

/** Job specs with every option but the subset drawn at random within its bounds, as JSON. */
public final class RandomJobSpecs {
    private static final int SIZE = 1000;

    private RandomJobSpecs() {}

    public static List<ObjectNode> draw(int count, long seed) {
        JqwikSession.start();
        try {
            RandomGenerator<Record> generator = new RandomRecords(new Catalog())
                    .of(RecordType.of(JobSpec.class))
                    .generator(SIZE);
            Random random = new Random(seed);
            SpecWriter writer = new SpecWriter();
            return Stream.generate(() -> generator.next(random).value())
                    .limit(count)
                    .map(writer::write)
                    .map(RandomJobSpecs::withoutSubset)
                    .toList();
        } finally {
            JqwikSession.finish();
        }
    }

    /** A subset names one of the scores of the same spec, which no random text does. */
    private static ObjectNode withoutSubset(ObjectNode spec) {
        return spec.putNull("subset");
    }
}
