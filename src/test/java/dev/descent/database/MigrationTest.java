package dev.descent.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.Descent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrationTest {
    private static ConfigurableApplicationContext run(String... arguments) {
        return SpringApplication.run(new Class<?>[] {Descent.class, Migration.class}, arguments);
    }

    private static String[] migrate(TestDatabase database, Path data) {
        return new String[] {
            "--descent.role=migrate",
            "--descent.data-dir=" + data,
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password()
        };
    }

    private static List<String> versions(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("select version from flyway_schema_history where success order by installed_rank")
                .query(String.class)
                .list();
    }

    @Test
    void theTablesAreMadeOnceAndNothingElseIsStarted(@TempDir Path data) {
        TestDatabase database = TestDatabase.create();
        List<String> all = versions(TestDatabase.migrated());

        for (int time = 0; time < 2; time++) {
            try (ConfigurableApplicationContext context = run(migrate(database, data))) {
                assertThat(context).isNotInstanceOf(WebServerApplicationContext.class);
                assertThat(context.getBeanDefinitionNames())
                        .noneMatch(name ->
                                context.getBean(name).getClass().getName().startsWith("dev.descent.")
                                        && !(context.getBean(name) instanceof Migration));
            }
            assertThat(versions(database)).isEqualTo(all);
        }
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void withoutADatabaseOfOnesOwnThereIsNothingToMigrate(@TempDir Path data) {
        assertThatThrownBy(() -> run("--descent.role=MIGRATE", "--descent.data-dir=" + data))
                .hasRootCauseInstanceOf(DatabaseRefused.class)
                .rootCause()
                .hasMessageContaining("descent.role is MIGRATE");
        assertThat(data).isEmptyDirectory();
    }
}
