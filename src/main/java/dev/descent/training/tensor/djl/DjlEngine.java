package dev.descent.training.tensor.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Workspace;

/**
 * DJL's PyTorch engine.
 *
 * <p>DJL's own {@code GradientCollector} and {@code Trainer} are not used: the collector is one for the whole process,
 * so that two jobs could not train at once.
 */
public final class DjlEngine implements Engine {
    private static final String NAME = "PyTorch";

    private final ai.djl.engine.Engine engine;
    private final NDManager root;
    private final Derivatives derivatives;
    private final Plans plans;

    /**
     * Loads libtorch.
     *
     * @param threads how many threads one operation may use. Results can differ in their last bits between numbers of
     *     threads, because sums are split differently
     */
    public DjlEngine(int threads) {
        engine = ai.djl.engine.Engine.getEngine(NAME);
        JniUtils.setNumThreads(threads);
        root = engine.newBaseManager(Device.cpu());
        derivatives = new Derivatives(root);
        plans = new Plans(root);
    }

    @Override
    public Workspace open(String device) {
        return new DjlWorkspace(root.newSubManager(device(device)), derivatives, plans);
    }

    @Override
    public boolean has(String device) {
        return !device.equals("gpu") || engine.getGpuCount() > 0;
    }

    @Override
    public String version() {
        return engine.getEngineName() + " " + engine.getVersion();
    }

    private Device device(String name) {
        return switch (name) {
            case "cpu" -> Device.cpu();
            case "auto" -> engine.getGpuCount() > 0 ? Device.gpu() : Device.cpu();
            case "gpu" -> Device.gpu();
            default -> throw new IllegalArgumentException("no device is called " + name);
        };
    }
}
