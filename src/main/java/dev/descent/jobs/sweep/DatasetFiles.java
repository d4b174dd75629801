package dev.descent.jobs.sweep;

import dev.descent.datasets.Datasets;
import dev.descent.storage.Entry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Unknown files of data sets. */
@Component
class DatasetFiles implements Swept {
    private final Datasets datasets;

    DatasetFiles(Datasets datasets) {
        this.datasets = datasets;
    }

    @Override
    public Path folder() {
        return datasets.folder();
    }

    @Override
    public String prefix() {
        return "ds_";
    }

    @Override
    public void prepare(Instant before) {
        datasets.sweepUploads(before);
    }

    @Override
    public Unknown unknown(List<Entry> found, Instant before) {
        return new Unknown(datasets.unknown(found, before), List.of());
    }
}
