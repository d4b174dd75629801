package dev.descent;

import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Workspace;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether libtorch computes. */
@Component("engineHealthIndicator")
class EngineHealth implements HealthIndicator {
    private static final float NUMBER = 2;

    private final Engine engine;

    EngineHealth(Engine engine) {
        this.engine = engine;
    }

    @Override
    public Health health() {
        try (Workspace workspace = engine.open("cpu")) {
            double sum = workspace.vec(new float[] {NUMBER, NUMBER}).sum().value();
            if (sum == NUMBER + NUMBER) {
                return Health.up()
                        .withDetail("version", engine.version())
                        .withDetail("devices", engine.has("gpu") ? "cpu, gpu" : "cpu")
                        .build();
            }
            return down("2 + 2 is " + sum);
        } catch (RuntimeException | LinkageError e) {
            return down(String.valueOf(e.getMessage()));
        }
    }

    private static Health down(String why) {
        return Health.down()
                .withDetail("problem", "The engine does not compute: " + why + ". No job can be trained here.")
                .withDetail(
                        "remedy",
                        "Restart the process. If that does not help, delete the directory djl under descent.data-dir: libtorch is"
                                + " unpacked anew. A machine out of memory shows this too.")
                .build();
    }
}
