package dev.descent.artifacts;

import dev.descent.catalog.SpecReader;
import dev.descent.datasets.Encoding;
import dev.descent.datasets.Encodings;
import dev.descent.storage.ArtifactStore;
import dev.descent.storage.CorruptFile;
import dev.descent.training.Model;
import dev.descent.training.Network;
import dev.descent.training.Objective;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Examples;
import dev.descent.training.tensor.Vec;
import dev.descent.training.tensor.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Predicts with stored models, and keeps those used last in memory while there is room. */
@Component
class Predictor {
    private static final int BATCH = 512;
    private static final int KEPT = 16;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ArtifactStore store;
    private final Engine engine;
    private final SpecReader reader;
    private final Map<Path, SoftReference<Loaded>> loaded = new LinkedHashMap<>(KEPT, 0.75f, true);

    Predictor(ArtifactStore store, Engine engine, SpecReader reader) {
        this.store = store;
        this.engine = engine;
        this.reader = reader;
    }

    private record Loaded(
            Network network, Objective objective, Encoding encoding, float[] parameters, float[] buffers) {}

    /** What of a job's spec is needed to predict. */
    record Trained(Model model, Objective objective) {}

    List<Prediction> predict(Path folder, List<?> instances) {
        Loaded model = load(folder);
        Examples examples = model.encoding().instances(instances);
        List<Prediction> predictions = new ArrayList<>(examples.size());
        if (examples.size() == 0) {
            return predictions;
        }
        try (Workspace workspace = engine.open("cpu")) {
            Workspace.Loaded data = workspace.load(examples);
            Vec parameters = workspace.vec(model.parameters());
            Vec buffers = workspace.vec(model.buffers().length == 0 ? new float[1] : model.buffers());
            for (int from = 0; from < examples.size(); from += BATCH) {
                int[] rows = IntStream.range(from, Math.min(from + BATCH, examples.size()))
                        .toArray();
                float[] outputs = model.network()
                        .forward(parameters, buffers, data.batch(rows), null)
                        .outputs()
                        .toArray();
                int width = outputs.length / rows.length;
                for (int i = 0; i < rows.length; i++) {
                    predictions.add(prediction(model, Arrays.copyOfRange(outputs, i * width, (i + 1) * width)));
                }
                workspace.keepOnly(List.of(parameters, buffers));
            }
        }
        return predictions;
    }

    private static Prediction prediction(Loaded model, float[] outputs) {
        Objective.Prediction raw = model.objective().prediction(outputs);
        Object value = model.encoding().prediction(raw.value());
        if (raw.probabilities().isEmpty()) {
            return new Prediction(value, null);
        }
        Map<String, Double> probabilities = new LinkedHashMap<>();
        for (int c = 0; c < raw.probabilities().size(); c++) {
            probabilities.put(
                    String.valueOf(model.encoding().prediction(c)),
                    raw.probabilities().get(c));
        }
        return new Prediction(value, probabilities);
    }

    private Loaded load(Path folder) {
        synchronized (loaded) {
            SoftReference<Loaded> kept = loaded.get(folder);
            Loaded model = kept == null ? null : kept.get();
            if (model != null) {
                return model;
            }
        }
        Loaded model = read(folder);
        synchronized (loaded) {
            loaded.put(folder, new SoftReference<>(model));
            if (loaded.size() > KEPT) {
                loaded.remove(loaded.keySet().iterator().next());
            }
        }
        return model;
    }

    void forget(Path folder) {
        synchronized (loaded) {
            loaded.remove(folder);
        }
    }

    private Loaded read(Path folder) {
        for (String name : List.of(ModelFiles.DOCUMENT, ModelFiles.WEIGHTS)) {
            if (!store.fetch(folder.resolve(name))) {
                throw new CorruptFile("the file " + name + " of " + folder.getFileName() + " is gone");
            }
        }
        try {
            ModelDocument document =
                    JSON.readValue(folder.resolve(ModelFiles.DOCUMENT).toFile(), ModelDocument.class);
            ObjectNode spec = JSON.createObjectNode();
            spec.set("model", document.architecture());
            spec.set("objective", document.objective());
            Trained trained = reader.read(spec, Trained.class);
            Encoding encoding = Encodings.read(document.encoding());
            Network network = trained.model().network(encoding.signature());
            Safetensors weights = Safetensors.read(folder.resolve(ModelFiles.WEIGHTS));
            return new Loaded(
                    network,
                    trained.objective(),
                    encoding,
                    ModelFiles.join(weights.arrays(), network.parameters()),
                    ModelFiles.join(weights.arrays(), network.buffers()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the model", e);
        }
    }
}
