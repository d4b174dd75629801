package dev.descent.datasets.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.datasets.Feature;
import dev.descent.datasets.Limits;
import dev.descent.datasets.SchemaRequest;
import dev.descent.datasets.duckdb.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {
    private static final String SECRET = "the-secret-of-another-file";

    @TempDir
    Path folder;

    private Path upload;
    private Path secret;

    @BeforeEach
    void makeFiles() throws IOException {
        upload = Files.writeString(folder.resolve("upload.csv"), "x,y\n1,2\n3,4.5\n");
        secret = Files.writeString(folder.resolve("secret.csv"), SECRET + ",y\n1,2\n");
    }

    @Test
    void theUploadedFileCanBeRead() throws SQLException {
        try (Connection connection = Sandbox.open(upload, folder, Limits.DEFAULT);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM read_csv(" + Sandbox.literal(upload) + ")")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('SECRET')",
                "SELECT * FROM read_text('SECRET')",
                "SELECT * FROM read_blob('SECRET')",
                "SELECT * FROM 'SECRET'",
                "SELECT * FROM glob('FOLDER/*')",
                "SELECT * FROM read_csv('FOLDER/*.csv')",
                "SELECT * FROM read_csv('FOLDER/../../../etc/passwd')",
                "SELECT * FROM read_csv('http://127.0.0.1:1/a.csv')",
                "COPY (SELECT 1) TO 'FOLDER/out.csv'",
                "COPY (SELECT 1) TO 'UPLOAD'",
                "ATTACH 'FOLDER/other.db'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET allowed_paths = ['SECRET']",
                "SET memory_limit = '100GB'",
                "RESET lock_configuration",
                "EXPORT DATABASE 'FOLDER/export'"
            })
    void nothingElseCanBe(String sql) throws SQLException, IOException {
        String before = Files.readString(upload);
        try (Connection connection = Sandbox.open(upload, folder, Limits.DEFAULT);
                Statement statement = connection.createStatement()) {
            String attempt = sql.replace("SECRET", secret.toString())
                    .replace("FOLDER", folder.toString())
                    .replace("UPLOAD", upload.toString());

            assertThatThrownBy(() -> statement.execute(attempt)).isInstanceOf(SQLException.class);
        }
        assertThat(Files.readString(upload)).isEqualTo(before);
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x'); SELECT * FROM read_text('SECRET'); --",
                "x\"; COPY (SELECT 1) TO 'FOLDER/out.csv'; --",
                "c1 FROM read_csv('SECRET') --",
                "%s",
                "c0",
                "$1",
                "*"
            })
    void namesOfColumnsAreNeverCommands(String name) throws IOException {
        String column = name.replace("SECRET", secret.toString()).replace("FOLDER", folder.toString());
        String header = '"' + column.replace("\"", "\"\"") + '"';
        SchemaRequest request = new SchemaRequest("y", null, Map.of(column, Feature.Type.NUMERIC));

        Uploads.Read csv = Uploads.read(header + ",y\n1,2\n3,4.5\n", "a.csv", request);
        String key = column.replace("\\", "\\\\").replace("\"", "\\\"");
        Uploads.Read json =
                Uploads.read("{\"%s\": 1, \"y\": 2}\n{\"%s\": 3, \"y\": 4.5}\n".replace("%s", key), "a.jsonl", request);
        String identifier = '"' + column.replace("\"", "\"\"") + '"';
        Uploads.Read parquet = Uploads.read(
                ParquetFiles.of("SELECT i AS " + identifier + ", i + 0.5 AS y FROM range(2) t(i)"),
                "a.parquet",
                request);

        for (Uploads.Read read : List.of(csv, json, parquet)) {
            assertThat(read.schema().features()).extracting(Feature::name).containsExactly(column);
            assertThat(read.schema().rows()).isEqualTo(2);
        }
        assertThat(folder.resolve("out.csv")).doesNotExist();
    }

    @Test
    void valuesAreNeverCommands() {
        String value = "'; SELECT * FROM read_text('" + secret + "'); --";
        Uploads.Read read = Uploads.read("x,y\n" + value + ",1\nother,2.5\n", "a.csv");

        assertThat(read.schema().features().get(0).categories()).containsExactly(value, "other");
    }

    @Test
    void awkwardPathsAreReadAsTheyAre() throws IOException {
        Path odd = Files.createDirectories(folder.resolve("it's a=1 [x]*?"));
        Path file = Files.writeString(odd.resolve("up;load'.tmp"), "x,y\n1,2\n3,4.5\n");
        Files.writeString(folder.resolve("neighbour.csv"), SECRET);

        Uploads.Read read = Uploads.read(file, "a.csv", null, Limits.DEFAULT);

        assertThat(read.schema().features()).extracting(Feature::name).containsExactly("x");
        assertThat(read.schema().rows()).isEqualTo(2);
    }

    @Test
    void theClientsFileNameIsNeverAPath() {
        assertThat(Uploads.read("x,y\n1,2\n3,4.5\n", secret + "'; --.csv")
                        .schema()
                        .rows())
                .isEqualTo(2);
    }

    @Test
    void messagesDoNotTellWhereTheFileLies() {
        assertThat(Uploads.faults("no parquet file, only a text", "a.parquet").toString())
                .doesNotContain(System.getProperty("java.io.tmpdir") + "/");
    }
}
