package dev.descent.jobs.sweep;

import dev.descent.datasets.Datasets;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Unknown files of data sets. */
@Component
class DatasetFiles implements Swept {
    private final Datasets datasets;
    private final Rounds rounds;

    DatasetFiles(Datasets datasets) {
        this.datasets = datasets;
        this.rounds = new Rounds(datasets.folder(), "ds_");
    }

    @Override
    public boolean sweep(int most, Instant before) {
        List<String> ids = rounds.next(most);
        datasets.sweep(ids, before);
        rounds.tell(ids);
        return ids.size() < most;
    }
}
