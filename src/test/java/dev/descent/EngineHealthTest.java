package dev.descent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.TestEngine;
import dev.descent.training.tensor.Workspace;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** What is told of the engine. */
class EngineHealthTest {
    @Test
    void anEngineThatComputesIsWell() {
        Health health = new EngineHealth(TestEngine.get()).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("version", TestEngine.get().version());
    }

    @Test
    void oneThatDoesNotIsToldOf() {
        Health health = new EngineHealth(new Engine() {
                    @Override
                    public Workspace open(String device) {
                        throw new UnsatisfiedLinkError("libtorch.so");
                    }

                    @Override
                    public boolean has(String device) {
                        return false;
                    }

                    @Override
                    public String version() {
                        return "none";
                    }
                })
                .health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("problem")).asString().contains("libtorch.so");
        assertThat(health.getDetails()).containsKey("remedy");
    }
}
