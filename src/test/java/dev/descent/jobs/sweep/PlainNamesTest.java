package dev.descent.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.storage.Entry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainNamesTest {
    @ParameterizedTest
    @CsvSource({
        "checkpoints/.1.part, true",
        "records/job_1.0123.parquet, true",
        "checkpoints/../../../../x, false",
        "checkpoints//x, false",
        "./x, false",
        "'', false",
    })
    void aFolderWithANameThatMayLeadOutOfItIsNotTouched(String name, boolean touched) {
        Entry.StoredFile whole = new Entry.StoredFile("model.json", Instant.EPOCH);
        Entry.StoredFile file = new Entry.StoredFile(name, Instant.EPOCH);
        assertThat(Leftovers.isPlain(new Entry("job_1", Instant.EPOCH, List.of(whole, file))))
                .isEqualTo(touched);
    }
}
