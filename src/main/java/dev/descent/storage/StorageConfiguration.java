package dev.descent.storage;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The store of artifacts where no other is asked for. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {
    StorageConfiguration(@Value("${descent.storage}") String storage) {
        if (!storage.equals("directory") && !storage.equals("s3")) {
            throw new StorageRefused(
                    "descent.storage must be directory or s3, but is \"" + storage + "\".", "Set one of these.");
        }
    }

    @Bean
    @ConditionalOnProperty(name = "descent.storage", havingValue = "directory")
    ArtifactStore directoryStore(JdbcClient jdbc, @Value("${descent.data-dir}") Path root) {
        CopiesMark.requireNone(root);
        jdbc.sql("select bucket from installation where bucket is not null")
                .query(String.class)
                .optional()
                .ifPresent(bucket -> {
                    throw new StorageRefused(
                            "The files of this database are in " + bucket + ", and not in a directory.",
                            "Set descent.storage=s3.");
                });
        return new DirectoryStore();
    }
}
