package dev.descent.jobs;

import static dev.descent.projects.ProjectId.DEFAULT;

import dev.descent.artifacts.Checkpoints;
import dev.descent.catalog.SpecWriter;
import dev.descent.database.TestDatabase;
import dev.descent.jobs.lifecycle.JobEntity;
import dev.descent.jobs.lifecycle.JobOrder;
import dev.descent.jobs.lifecycle.Lifecycle;
import dev.descent.jobs.queue.Assignment;
import dev.descent.jobs.queue.WorkerSettings;
import dev.descent.jobs.run.TrainingRuns;
import dev.descent.projects.ProjectId;
import dev.descent.spec.Ids;
import dev.descent.training.models.Linear;
import dev.descent.training.objectives.Classification;
import dev.descent.training.tensor.Engine;
import dev.descent.training.tensor.TestEngine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One process of the service without its HTTP layer; several of them may share a database. */
public final class TestNode implements AutoCloseable {
    public static final long SECONDS = 120;
    private static final Ids IDS = new Ids();

    private final ConfigurableApplicationContext context;

    private TestNode(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @EntityScan("dev.descent")
    @EnableJpaRepositories("dev.descent")
    @ComponentScan({
        "dev.descent.jobs",
        "dev.descent.artifacts",
        "dev.descent.catalog",
        "dev.descent.datasets",
        "dev.descent.ledger",
        "dev.descent.projects",
        "dev.descent.storage",
    })
    static class Application {}

    /** How a process is set up; the defaults train nothing, on the real engine and real data sets. */
    public static final class Setup {
        private final String url;
        private final String user;
        private final String password;
        private final Path data;
        private Clock clock = Clock.systemUTC();
        private int workers;
        private Duration lease = Duration.ofSeconds(30);
        private Duration patience = Duration.ofSeconds(20);
        private boolean alone;
        private @Nullable Assignment assignment;
        private @Nullable TrainingRuns runs;
        private @Nullable KubernetesClient kubernetes;
        private final List<String> more = new ArrayList<>();
        private @Nullable Checkpoints checkpoints;
        private Duration diskPatience = Duration.ofMinutes(10);

        public Setup(TestDatabase database, Path data) {
            this(database.url(), database.user(), database.password(), data);
        }

        public Setup(String url, String user, String password, Path data) {
            this.url = url;
            this.user = user;
            this.password = password;
            this.data = data;
        }

        public Setup clock(Clock value) {
            clock = value;
            return this;
        }

        public Setup workers(int value) {
            workers = value;
            return this;
        }

        public Setup lease(Duration value) {
            lease = value;
            return this;
        }

        public Setup patience(Duration value) {
            patience = value;
            return this;
        }

        public Setup alone() {
            alone = true;
            return this;
        }

        public Setup assignment(Assignment value) {
            assignment = value;
            return this;
        }

        /** Its jobs run in pods of this cluster. */
        public Setup pods(KubernetesClient client, Path template) {
            kubernetes = client;
            return arguments(List.of(
                    "--descent.dispatch=kubernetes",
                    "--descent.kubernetes.pod-template=" + template,
                    "--descent.kubernetes.namespace=training",
                    "--descent.kubernetes.interval=5m",
                    "--descent.kubernetes.max-pods=3"));
        }

        /** Further settings. */
        public Setup arguments(List<String> values) {
            more.addAll(values);
            return this;
        }

        public Setup runs(TrainingRuns value) {
            runs = value;
            return this;
        }

        public Setup checkpoints(Checkpoints value) {
            checkpoints = value;
            return this;
        }

        public Setup diskPatience(Duration value) {
            diskPatience = value;
            return this;
        }

        public TestNode start() {
            List<String> arguments = new ArrayList<>(List.of(
                    // Arguments win over application.yaml.
                    "--spring.datasource.url=" + url + "&reWriteBatchedInserts=true",
                    "--spring.datasource.username=" + user,
                    "--spring.datasource.password=" + password,
                    "--spring.main.allow-bean-definition-overriding=true",
                    "--spring.flyway.enabled=" + (assignment == null),
                    "--descent.disk-patience=" + diskPatience,
                    "--descent.data-dir=" + data));
            arguments.addAll(more);
            return new TestNode(new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .initializers(context -> register((GenericApplicationContext) context))
                    // Arguments win over application.yaml.
                    .run(arguments.toArray(new String[0])));
        }

        private void register(GenericApplicationContext context) {
            String name = "test-" + IDS.next("w", clock.instant());
            context.registerBean(Clock.class, () -> clock);
            context.registerBean(Engine.class, TestEngine::get);
            context.registerBean(
                    "settings",
                    WorkerSettings.class,
                    () -> new WorkerSettings(name, workers, lease, patience, alone, assignment),
                    definition -> definition.setPrimary(true));
            Checkpoints files = checkpoints;
            if (files != null) {
                context.registerBean(
                        "files", Checkpoints.class, () -> files, definition -> definition.setPrimary(true));
            }
            KubernetesClient cluster = kubernetes;
            if (cluster != null) {
                context.registerBean(KubernetesClient.class, () -> cluster);
            }
            TrainingRuns fake = runs;
            if (fake != null) {
                context.registerBean("runs", TrainingRuns.class, () -> fake, definition -> definition.setPrimary(true));
            }
        }
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    public Jobs jobs() {
        return get(Jobs.class);
    }

    public Events events() {
        return get(Events.class);
    }

    public JdbcClient sql() {
        return get(JdbcClient.class);
    }

    /** Puts a job into the queue that names a data set which need not exist. */
    public String enqueue(int priority) {
        return enqueue(priority, new JobSpec("nowhere", new Linear(), new Classification()));
    }

    public String enqueue(int priority, JobSpec spec) {
        return enqueue(DEFAULT, priority, spec);
    }

    String enqueue(ProjectId project, int priority) {
        return enqueue(project, priority, new JobSpec("nowhere", new Linear(), new Classification()));
    }

    private String enqueue(ProjectId project, int priority, JobSpec spec) {
        Clock clock = get(Clock.class);
        String id = IDS.next("job", clock.instant());
        String json = get(SpecWriter.class).write(spec).toString();
        JobEntity job = new JobEntity(
                id, new JobOrder(project, null, "ds_nowhere", json, json, priority, 100, 10), clock.instant());
        return get(Lifecycle.class).create(job, () -> {}, () -> id);
    }

    public List<Event> allEvents(String id) {
        return events().after(DEFAULT, id, 0, Events.MOST);
    }

    public List<JobState> states(String id) {
        return jobs().get(DEFAULT, id).transitions().stream()
                .map(Job.Transition::state)
                .toList();
    }

    /** Waits until the job has entered this state for the n-th time. */
    public void awaitState(String id, JobState state, int times) {
        int[] left = {times};
        await(
                id,
                event -> event.type().equals("state")
                        && event.data().path("state").stringValue().equals(state.wire())
                        && --left[0] == 0);
    }

    public void awaitState(String id, JobState state) {
        awaitState(id, state, 1);
    }

    /** Waits for the first event that is wanted. */
    public Event await(String id, Predicate<Event> wanted) {
        CompletableFuture<Event> found = new CompletableFuture<>();
        Subscription subscription = events().subscribe(DEFAULT, id, 0, new Subscription.Listener() {
            @Override
            public void events(List<Event> events) {
                Optional<Event> first = events.stream().filter(wanted).findFirst();
                first.ifPresent(found::complete);
            }

            @Override
            public void ended() {
                found.completeExceptionally(new AssertionError("ended without the wanted event: " + allEvents(id)));
            }
        });
        try {
            return found.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not seen; the job is " + jobs().get(DEFAULT, id), e);
        } finally {
            subscription.close();
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
