package dev.descent.datasets;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the data sets.
 *
 * @param dataDir the data directory of the service; data sets lie in its folder {@code datasets}
 * @param datasets limits for uploads
 */
@ConfigurationProperties("descent")
public record DatasetsProperties(
        @DefaultValue("./data") Path dataDir, @DefaultValue Limits datasets) {}
