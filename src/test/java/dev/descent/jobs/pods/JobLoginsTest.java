package dev.descent.jobs.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.database.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Installations with databases of their own on one server of PostgreSQL, whose roles belong to all of them. */
class JobLoginsTest {
    private static final String JOB = "job_00000000000000000000000001";
    private static final String PASSWORD = "secret";

    private final TestDatabase one = TestDatabase.create();
    private final TestDatabase other = TestDatabase.create();

    /** Has a user that owns its tables and may make roles, and nothing else. */
    private static JobLogins installation(TestDatabase database, String user) {
        JdbcClient server = JdbcClient.create(database.dataSource());
        server.sql("alter database " + name(database) + " owner to " + user).update();
        PGSimpleDataSource source = source(database, user, PASSWORD);
        Flyway.configure().dataSource(source).locations("classpath:db").load().migrate();
        Duration time = Duration.ofHours(1);
        return new JobLogins(
                JdbcClient.create(source),
                new TransactionTemplate(new DataSourceTransactionManager(source)),
                Clock.systemUTC(),
                new KubernetesSettings("", "", Path.of(""), "", "", "", 1, time, Duration.ofSeconds(1), time));
    }

    private String user(String name) {
        String user = name(one) + "_" + name;
        JdbcClient.create(one.dataSource())
                .sql("create role " + user + " login createrole password '" + PASSWORD + "'")
                .update();
        return user;
    }

    private static String name(TestDatabase database) {
        return JdbcClient.create(database.dataSource())
                .sql("select current_database()")
                .query(String.class)
                .single();
    }

    private static PGSimpleDataSource source(TestDatabase database, String user, String password) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private static long datasets(TestDatabase database, JobLogins.Login login) {
        return JdbcClient.create(source(database, login.name(), login.password()))
                .sql("select count(*) from dataset")
                .query(Long.class)
                .single();
    }

    @Test
    void usersOfTheirOwnMakeLoginsOfTheirOwn() {
        JobLogins first = installation(one, user("first"));
        JobLogins second = installation(other, user("second"));
        for (JobLogins logins : List.of(first, second, first)) {
            logins.prepare();
        }

        assertThat(datasets(one, first.renew(JOB))).isZero();
        JobLogins.Login login = second.renew(JOB);
        assertThat(datasets(other, login)).isZero();

        // What goes with the one leaves the other, and the rights that logins get.
        first.keep(List.of());
        assertThat(datasets(other, login)).isZero();
        assertThat(datasets(one, first.renew(JOB))).isZero();
    }

    @Test
    void aLoginHasNoRightsInADatabaseThatTheSameUserOwns() {
        String user = user("both");
        JobLogins first = installation(one, user);
        JobLogins second = installation(other, user);
        first.prepare();
        second.prepare();

        JobLogins.Login login = first.renew(JOB);
        assertThat(datasets(one, login)).isZero();
        assertThatThrownBy(() -> datasets(other, login)).rootCause().hasMessageContaining("permission denied");
    }
}
