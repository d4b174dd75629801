package dev.descent.webhooks;

import dev.descent.catalog.Catalog;
import dev.descent.catalog.SpecReader;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.Job;
import dev.descent.jobs.JobState;
import dev.descent.jobs.StepClock;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Webhooks on a database of their own, with jobs that are rows and a clock that goes when told. */
final class TestOutbox implements AutoCloseable {
    static final ProjectId OTHERS = new ProjectId("proj_00000000000000000000000001");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final DataSource source = TestDatabase.migrated().dataSource();
    private final Ids ids = new Ids();
    final StepClock clock = new StepClock();
    final JdbcClient sql = JdbcClient.create(source);
    final TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    final JobDeliveries jobs = new JobDeliveries(sql, clock);
    final MeterRegistry meters = new SimpleMeterRegistry();
    final DeliveryQueue queue = anotherQueue();
    final WebhookClient client;
    final Sender sender;
    final Webhooks webhooks;

    /** Where private addresses are allowed. */
    TestOutbox() {
        this(SystemDefaultDnsResolver.INSTANCE, Duration.ofMinutes(1));
    }

    TestOutbox(DnsResolver resolver, Duration whole) {
        client = new WebhookClient(resolver, whole);
        sender = new Sender(client, clock);
        webhooks = new Webhooks(
                new WebhookReading(new SpecReader(new Catalog()), new UrlRules(true)),
                new WebhookRows(sql, clock),
                sql,
                transaction,
                clock);
        sql.sql("insert into project (id, name, created_at) values (?, 'others', now())")
                .param(OTHERS.value())
                .update();
    }

    /** As another process has it. */
    DeliveryQueue anotherQueue() {
        RandomGenerator zero = () -> 0;
        return new DeliveryQueue(sql, transaction, new Retries(zero), new WebhookMeters(meters, sql), clock);
    }

    Webhook create(Receiver receiver, JobState... states) {
        return create(ProjectId.DEFAULT, receiver.url(), states);
    }

    Webhook create(ProjectId project, String url, JobState... states) {
        String names =
                Arrays.stream(states).map(state -> '"' + state.wire() + '"').collect(Collectors.joining(","));
        String body = "{\"url\": \"" + url + "\"" + (states.length == 0 ? "" : ", \"states\": [" + names + "]") + "}";
        return webhooks.create(project, JSON.readTree(body));
    }

    /** A job that is in this state, and nothing more. */
    String job(ProjectId project, JobState state) {
        String id = ids.next("job", clock.instant());
        sql.sql("""
                        insert into job (id, name, state, created_at, dataset_id, spec, effective_spec, priority,
                            total_steps, steps_per_epoch, project_id, last_event, worker, lease_until)
                        values (?, 'a job', ?, ?, 'ds_nowhere', '{}', '{}', 0, 1, 1, ?, 5,
                            case when ? then 'a worker' end, case when ? then now() end)""")
                .params(
                        id,
                        state.wire(),
                        Timestamp.from(clock.instant()),
                        project.value(),
                        state.isActive(),
                        state.isActive())
                .update();
        return id;
    }

    void enter(ProjectId project, String job, JobState state) {
        jobs.entered(project, job, List.of(new Job.Transition(state, clock.instant(), "because")));
    }

    /** A job of the first project that enters this state now. */
    String ends(JobState state) {
        String id = job(ProjectId.DEFAULT, state);
        enter(ProjectId.DEFAULT, id, state);
        return id;
    }

    /** Sends what is due, one after the other, as a process does. */
    int sendDue() {
        List<Claimed> claimed = queue.claim(100, List.of());
        claimed.forEach(delivery -> queue.record(delivery, sender.send(delivery)));
        return claimed.size();
    }

    List<WebhookDelivery> deliveries(Webhook webhook) {
        return webhooks.deliveries(ProjectId.DEFAULT, webhook.id(), null, 100).orElseThrow();
    }

    /** What is told of attempts with this result. */
    double attempts(String result) {
        return meters.get("descent.webhook.attempts")
                .tag("result", result)
                .counter()
                .count();
    }

    /** What is told of messages that wait. */
    double pending() {
        return meters.get("descent.webhook.pending").gauge().value();
    }

    @Override
    public void close() {
        client.close();
    }
}
