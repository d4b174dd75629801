package dev.descent.jobs.stream;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether this process hears at once what others announce. */
@Component("listenerHealthIndicator")
class ListenerHealth implements HealthIndicator {
    private final Announcements announcements;

    ListenerHealth(Announcements announcements) {
        this.announcements = announcements;
    }

    @Override
    public Health health() {
        return announcements
                .trouble()
                .map(why -> Health.down()
                        .withDetail(
                                "problem",
                                "The connection on which PostgreSQL announces changes is broken: " + why
                                        + ". New jobs and events of other processes, and wishes of clients, are seen late.")
                        .withDetail(
                                "remedy",
                                "It is opened anew every second. If db is up: the connection must lead to PostgreSQL itself"
                                        + " or to a pooler that keeps sessions, as LISTEN does not work otherwise; look at"
                                        + " max_connections."))
                .orElseGet(Health::up)
                .build();
    }
}
