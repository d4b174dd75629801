package dev.descent.artifacts;

import dev.descent.artifacts.TrainedModel.ModelFile;
import dev.descent.datasets.DatasetsProperties;
import dev.descent.datasets.Limits;
import dev.descent.storage.CorruptFile;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.Layout;
import dev.descent.training.tensor.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The files of a model: weights, what must be known to use them, and the network as Python source. */
@Component
class ModelFiles {
    static final String WEIGHTS = "weights.safetensors";
    static final String DOCUMENT = "model.json";
    private static final String PYTHON = "model.py";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Engine engine;
    private final Limits limits;
    private final String version;

    ModelFiles(Engine engine, DatasetsProperties properties, ObjectProvider<BuildProperties> build) {
        this.engine = engine;
        this.limits = properties.datasets();
        BuildProperties built = build.getIfAvailable();
        String known = built == null ? null : built.getVersion();
        this.version = known == null ? "unknown" : known;
    }

    TrainedModel write(Path folder, String id, Instant now, ModelExport export) throws IOException {
        Files.createDirectories(folder);
        WrittenFile weights = WrittenFile.write(folder.resolve(WEIGHTS), weights(export)::writeTo);
        TrainedModel.Provenance provenance = provenance(export, weights.digest());
        ModelDocument document = document(id, export, provenance);
        WrittenFile json =
                WrittenFile.write(folder.resolve(DOCUMENT), out -> out.write(JSON.writeValueAsBytes(document)));
        WrittenFile python = WrittenFile.write(
                folder.resolve(PYTHON),
                out -> out.write(export.network().pytorch().getBytes(StandardCharsets.UTF_8)));
        List<ModelFile> files = new ArrayList<>(List.of(entry(weights), entry(json), entry(python)));
        ExampleRecord examples = export.examples();
        if (examples != null) {
            files.add(entry(ExampleFileWriter.write(
                    folder.resolve(ExampleRecords.FILE),
                    examples,
                    export.job(),
                    export.dataset().fingerprint(),
                    limits)));
        }
        WrittenFile.force(folder.toAbsolutePath().resolve(".."));
        return new TrainedModel(
                id,
                "model",
                export.job(),
                document.architecture(),
                export.network().parameters().size(),
                provenance,
                List.copyOf(files),
                now,
                export.metrics());
    }

    private static Safetensors weights(ModelExport export) {
        Map<String, Safetensors.Array> arrays = new LinkedHashMap<>();
        put(arrays, export.network().parameters(), export.parameters());
        put(arrays, export.network().buffers(), export.buffers());
        return new Safetensors(arrays, Map.of("format", "pt"));
    }

    private static void put(Map<String, Safetensors.Array> arrays, Layout layout, float[] values) {
        for (Layout.Entry entry : layout.entries()) {
            int from = (int) entry.offset();
            float[] part = Arrays.copyOfRange(values, from, from + (int) entry.size());
            arrays.put(entry.name(), new Safetensors.Array(entry.shape(), part));
        }
    }

    /** The vector that {@link #put} took apart. */
    static float[] join(Map<String, Safetensors.Array> arrays, Layout layout) {
        float[] values = new float[(int) layout.size()];
        for (Layout.Entry entry : layout.entries()) {
            Safetensors.Array array = arrays.get(entry.name());
            if (array == null || !array.shape().equals(entry.shape())) {
                throw new CorruptFile("the weights lack " + entry.name() + " of shape " + entry.shape());
            }
            System.arraycopy(array.values(), 0, values, (int) entry.offset(), array.values().length);
        }
        return values;
    }

    private TrainedModel.Provenance provenance(ModelExport export, String weightsDigest) {
        return new TrainedModel.Provenance(
                new TrainedModel.Source(
                        export.dataset().id(),
                        export.dataset().name(),
                        export.isPrivate() ? null : export.dataset().fingerprint()),
                export.effectiveSpec(),
                export.seed(),
                new TrainedModel.Versions(
                        version, engine.version(), Runtime.version().toString()),
                weightsDigest);
    }

    private static ModelDocument document(String id, ModelExport export, TrainedModel.Provenance provenance) {
        JsonNode spec = export.effectiveSpec();
        Signature input = export.encoding().signature();
        List<Object> classes = IntStream.range(0, input.classes())
                .mapToObj(c -> export.encoding().prediction(c))
                .toList();
        return new ModelDocument(
                ModelDocument.FORMAT,
                id,
                export.job(),
                spec.path("model"),
                spec.path("objective"),
                input,
                classes,
                export.encoding().toJson(),
                provenance);
    }

    private static ModelFile entry(WrittenFile file) {
        return new ModelFile(file.name(), file.sizeBytes(), file.digest());
    }
}
