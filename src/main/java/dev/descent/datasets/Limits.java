package dev.descent.datasets;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How large an uploaded file may become; {@code descent.datasets.*}.
 *
 * @param expandedSize bytes that a compressed file may expand to, and that the stored data may have. The default of 4 GB
 *     is ImageNet at 64x64 with room to spare, and keeps one upload from filling a disk
 * @param expansionRatio how many times its own size an archive may expand to, once that is more than 64 MB: honest
 *     archives of numbers stay near 10, sparse images near 30, a bomb has 1,000
 * @param archiveEntries entries of a zip: more is a bomb of empty files, or belongs in NPZ
 * @param rows rows are numbered by int everywhere; 20 million float64 columns are 160 MB each
 * @param columns wide tables cost a native call per column and pass
 * @param imagePixels pixels of one image: 1024x1024; checked before it is decoded
 * @param categories values of one categorical column, and classes: they are part of every description of the set
 * @param readerMemory memory of the reader of CSV, JSON and Parquet; beyond it, it uses the disk
 */
public record Limits(
        @DefaultValue("4GB") DataSize expandedSize,
        @DefaultValue("100") int expansionRatio,
        @DefaultValue("200000") int archiveEntries,
        @DefaultValue("20000000") int rows,
        @DefaultValue("4000") int columns,
        @DefaultValue("1048576") int imagePixels,
        @DefaultValue("10000") int categories,
        @DefaultValue("512MB") DataSize readerMemory) {
    public static final Limits DEFAULT = new Limits(
            DataSize.ofGigabytes(4), 100, 200_000, 20_000_000, 4_000, 1 << 20, 10_000, DataSize.ofMegabytes(512));
}
