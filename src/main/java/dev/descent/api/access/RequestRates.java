package dev.descent.api.access;

import dev.descent.projects.Project;
import dev.descent.projects.ProjectId;
import dev.descent.projects.Projects;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How many requests each project may make to this process. */
@Component
class RequestRates {
    /** How soon a changed limit is noticed. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Projects projects;
    private final Clock clock;
    private final Map<ProjectId, Rate> rates = new ConcurrentHashMap<>();

    RequestRates(Projects projects, Clock clock) {
        this.projects = projects;
        this.clock = clock;
    }

    private final class Rate {
        private final ProjectId project;
        private Instant read = Instant.MIN;
        private @Nullable TokenBucket bucket;

        Rate(ProjectId project) {
            this.project = project;
        }

        synchronized double secondsToWait(Instant now) {
            if (now.isAfter(read.plus(FRESH))) {
                refresh(now);
            }
            return bucket == null ? 0 : bucket.secondsToWait(now);
        }

        private void refresh(Instant now) {
            Optional<Double> limit = projects.find(project.value())
                    .map(Project::limits)
                    .flatMap(limits -> Optional.ofNullable(limits.maxRequestsPerSecond()));
            if (limit.isEmpty()) {
                bucket = null;
            } else if (bucket == null || bucket.perSecond() != limit.get()) {
                bucket = new TokenBucket(limit.get(), now);
            }
            read = now;
        }
    }

    /** 0 if a request may pass, else after how many seconds one may. */
    double secondsToWait(ProjectId project) {
        return rates.computeIfAbsent(project, Rate::new).secondsToWait(clock.instant());
    }
}
