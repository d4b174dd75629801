package dev.descent.datasets.reading;

import java.util.Locale;

/** The formats of uploaded files, told by the ending of the name. */
enum Format {
    CSV(".csv"),
    TSV(".tsv"),
    JSON_LINES(".jsonl", ".ndjson"),
    PARQUET(".parquet"),
    NPZ(".npz"),
    IMAGES(".zip");

    private static final String GZIP = ".gz";
    private final String[] endings;

    Format(String... endings) {
        this.endings = endings;
    }

    boolean isText() {
        return this == CSV || this == TSV || this == JSON_LINES;
    }

    static boolean isGzip(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(GZIP);
    }

    /** @throws dev.descent.datasets.InvalidDataset with all known endings if it has none of them */
    static Format of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        boolean gzip = isGzip(name);
        String inner = gzip ? name.substring(0, name.length() - GZIP.length()) : name;
        for (Format format : values()) {
            for (String ending : format.endings) {
                if (inner.endsWith(ending) && (!gzip || format.isText())) {
                    return format;
                }
            }
        }
        throw Faults.one(
                "/file",
                "unknown_format",
                "the ending of " + Faults.quote(fileName)
                        + " is not known; known are .csv, .tsv, .jsonl, .ndjson (each also"
                        + " as .gz), .parquet, .npz, and .zip for images in one folder per class");
    }
}
