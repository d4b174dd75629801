package dev.descent.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.Sampler;
import dev.descent.training.augmentations.Flip;
import dev.descent.training.augmentations.Noise;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** An option that stands once must not be forgotten by a sampler that has it. */
class SamplerAugmentationsTest {
    private static final Catalog CATALOG = new Catalog();

    @TestFactory
    Stream<DynamicTest> everySamplerHandsItsAugmentationsOn() {
        return CATALOG.family(Sampler.class).members().entrySet().stream()
                .map(member -> DynamicTest.dynamicTest(member.getKey(), () -> {
                    ObjectNode json = new SpecWriter()
                            .write(new Samples(CATALOG).of(member.getValue()).orElseThrow());
                    json.putArray("augmentations")
                            .add("flip")
                            .addObject()
                            .put("type", "noise")
                            .put("deviation", 2);
                    Sampler sampler = new SpecReader(CATALOG).read(json, Sampler.class);
                    assertThat(sampler.augmentations()).containsExactly(new Flip(), new Noise(2));
                }));
    }
}
