package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.access.Caller;
import dev.descent.access.Identity;
import dev.descent.access.Role;
import dev.descent.projects.ProjectId;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.mock.web.MockMultipartFile;

class FullDiskOverHttpTest extends ApiTest {
    private static final Caller CALLER =
            new Caller(ProjectId.DEFAULT, Role.SUBMITTER, Identity.ANYBODY.kind(), "nobody");

    @Autowired
    private Uploads uploads;

    @Value("${descent.data-dir}")
    private Path data;

    @Test
    void anUploadThatDoesNotFitOnTheDiskLeavesNothing() throws IOException {
        MockMultipartFile file =
                new MockMultipartFile("file", "a.csv", null, "x,y\n1,a\n".getBytes(StandardCharsets.UTF_8)) {
                    @Override
                    public void transferTo(File target) throws IOException {
                        Files.writeString(target.toPath(), "x,y");
                        throw new IOException("No space left on device");
                    }
                };

        assertThatThrownBy(() -> uploads.store(CALLER, new Upload(file, "a.csv", "full", null, "", null), null))
                .isInstanceOf(IOException.class);

        assertThat(files("uploads")).isEmpty();
        client.get("/v1/datasets/full").assertProblem(404, "not_found");
    }

    private List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(folder))) {
            return files.toList();
        }
    }
}
