package dev.descent.jobs.pods;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.util.PasswordUtil;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The logins to the database of jobs' pods: one for each pod, as long as there is the pod.
 *
 * <p>A login is a role of PostgreSQL that is named after its job. It may do what a worker must, and policies of the
 * tables show it the rows of its own job alone; API keys, the audit log and the secrets of webhooks it cannot read. A
 * password that was stolen is worth nothing when the job is over, and after its validity if nobody prolongs that.
 */
@Component
@ConditionalOnProperty(name = "descent.dispatch", havingValue = "kubernetes")
class JobLogins {
    private static final List<String> WITHHELD = List.of(
            "api_key",
            "audit_entry",
            "dispatch",
            "flyway_schema_history",
            "idempotency",
            "idempotent_upload",
            "perturbed_copy",
            "webhook");

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Duration validity;
    private final SecureRandom random = new SecureRandom();

    JobLogins(JdbcClient jdbc, TransactionTemplate transaction, Clock clock, KubernetesSettings settings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.validity = settings.loginValidity();
    }

    record Login(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Makes the group that has the rights of workers, and gives it what the tables of this version need. */
    void prepare() {
        String group = group();
        transaction.executeWithoutResult(status -> {
            // Two processes that begin at once would both make it.
            jdbc.sql("select pg_advisory_xact_lock(hashtextextended('" + group + "', 0))")
                    .query((row, n) -> true)
                    .single();
            if (!exists(group)) {
                execute("create role " + group + " nologin");
            }
            execute("grant select, insert, update, delete on all tables in schema public to " + group);
            WITHHELD.forEach(table -> execute("revoke all on " + table + " from " + group));
            execute("grant select (id, project_id, states, disabled_at) on webhook to " + group);
            // A job reads its project's limits, and may make a data set of its rows, but changes neither.
            execute("revoke insert, update, delete on project, installation from " + group);
            execute("revoke update, delete on dataset, subset from " + group);
        });
    }

    private boolean exists(String role) {
        return jdbc.sql("select exists (select from pg_roles where rolname = ?)")
                .param(role)
                .query(Boolean.class)
                .single();
    }

    /** A new password for the login of a job, which is made if there is none. */
    Login renew(String jobId) {
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        Login login = new Login(prefix() + jobId, HexFormat.of().formatHex(secret));
        transaction.executeWithoutResult(status -> {
            if (!exists(login.name())) {
                execute("create role \"" + login.name() + "\" login in role " + group());
            }
            // Encoded here: statements may be logged.
            execute("alter role \"" + login.name() + "\" password '" + encoded(login) + "' valid until '" + end()
                    + "'");
        });
        return login;
    }

    private static String encoded(Login login) {
        try {
            return PasswordUtil.encodePassword(login.name(), login.password().toCharArray(), "scram-sha-256");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prolongs the logins of these jobs and removes all others. */
    void keep(Collection<String> jobIds) {
        String prefix = prefix();
        Set<String> kept = jobIds.stream().map(id -> prefix + id).collect(Collectors.toSet());
        Instant soon = clock.instant().plus(validity.dividedBy(2));
        record Known(String name, boolean ends) {}
        List<Known> known = jdbc.sql(
                        "select rolname, rolvaliduntil < ? from pg_roles where starts_with(rolname, ?) order by rolname")
                .params(Timestamp.from(soon), prefix)
                .query((row, n) -> new Known(row.getString(1), row.getBoolean(2)))
                .list();
        for (Known login : known) {
            if (!kept.contains(login.name())) {
                execute("drop role \"" + login.name() + "\"");
            } else if (login.ends()) {
                execute("alter role \"" + login.name() + "\" valid until '" + end() + "'");
            }
        }
    }

    private Instant end() {
        return clock.instant().plus(validity);
    }

    /**
     * The role of all pods of this database.
     *
     * <p>Roles belong to all databases of a server, so the names tell whose they are: a user can give nobody a role that
     * another user made, and a login of one database has no rights in another.
     */
    private String group() {
        return "descent_worker_" + database();
    }

    /** Of the logins, and of no group. */
    private String prefix() {
        return "descent_" + database() + "_";
    }

    private long database() {
        return jdbc.sql("select oid from pg_database where datname = current_database()")
                .query(Long.class)
                .single();
    }

    private void execute(String statement) {
        jdbc.sql(statement).update();
    }
}
