package dev.descent.datasets.reading;

import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.canonical.ColumnSink;
import dev.descent.datasets.canonical.Content;
import dev.descent.datasets.canonical.Schema;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images with labels: one feature named {@code image}, and the target. */
final class ImageContent implements Content {
    private static final String NAME = "image";

    private final Images images;
    private final TabularContent labels;
    private final Schema schema;

    /** Writes all images in order of the rows, each channel by channel, one byte a pixel. */
    interface Images {
        void write(ColumnSink sink) throws IOException;
    }

    private ImageContent(List<Integer> shape, Images images, TabularContent labels) {
        this.images = images;
        this.labels = labels;
        Schema target = labels.schema();
        this.schema = new Schema(
                target.rows(),
                List.of(new Feature(NAME, Feature.Type.IMAGE, List.of(), shape, 0)),
                target.target(),
                target.task(),
                target.classes());
    }

    /** @param labels the target as the only column, or none */
    static Content of(
            List<Integer> shape, Images images, Columns labels, @Nullable SchemaRequest request, Limits limits)
            throws IOException {
        SchemaRequest asked = request == null ? new SchemaRequest() : request;
        Map<String, Feature.Type> types = new HashMap<>(asked.types());
        types.remove(NAME, Feature.Type.IMAGE);
        SchemaRequest rest = new SchemaRequest(asked.target(), asked.task(), types);
        Inference.Plan plan = Inference.planLabels(labels, rest, limits);
        return new ImageContent(shape, images, new TabularContent(labels, plan, limits));
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public void write(int column, ColumnSink sink) throws IOException {
        if (column == 0) {
            images.write(sink);
        } else {
            labels.write(0, sink);
        }
    }
}
