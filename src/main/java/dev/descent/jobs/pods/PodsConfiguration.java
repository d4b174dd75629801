package dev.descent.jobs.pods;

import dev.descent.catalog.SpecReader;
import dev.descent.jobs.queue.Queue;
import dev.descent.jobs.stream.Announcements;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts together what jobs in pods need, where they are wanted. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "descent.dispatch", havingValue = "kubernetes")
@EnableConfigurationProperties(KubernetesSettings.class)
class PodsConfiguration {
    /**
     * Of the service account in a pod, else of the user's kubeconfig. A request that fails is not repeated here, with
     * pauses that double: the next look comes soon, and asks for all that is missing.
     */
    @Bean
    @ConditionalOnMissingBean
    KubernetesClient kubernetes() {
        return new KubernetesClientBuilder()
                .editOrNewConfig()
                .withRequestRetryBackoffLimit(0)
                .endConfig()
                .build();
    }

    @Bean
    Cluster cluster(
            KubernetesClient client, KubernetesSettings settings, @Value("${spring.datasource.url:}") String url)
            throws IOException {
        String database = settings.databaseUrl().isEmpty() ? url : settings.databaseUrl();
        if (database.isEmpty()) {
            throw new IllegalArgumentException("descent.dispatch is kubernetes, but there is no spring.datasource.url: "
                    + "pods cannot reach the embedded database");
        }
        if (!Files.isRegularFile(settings.podTemplate())) {
            throw new IllegalArgumentException("descent.dispatch is kubernetes, but there is no file "
                    + "descent.kubernetes.pod-template=" + settings.podTemplate());
        }
        PodTemplateSpec template =
                Serialization.unmarshal(Files.readString(settings.podTemplate()), PodTemplateSpec.class);
        return new Cluster(client, settings, new Manifest(settings, template, database));
    }

    @Bean
    Dispatcher podDispatcher(
            Cluster cluster,
            Dispatches dispatches,
            JobLogins logins,
            Queue queue,
            SpecReader reader,
            JdbcClient jdbc,
            Clock clock,
            DataSource database,
            Announcements announcements,
            KubernetesSettings settings) {
        Requests requests = new Requests(cluster, logins, queue, reader, jdbc);
        Reconciliation reconciliation =
                new Reconciliation(cluster, dispatches, logins, queue, requests, clock, settings);
        return new Dispatcher(reconciliation, logins, database, announcements, settings.interval());
    }
}
