package dev.descent.webhooks;

import dev.descent.jobs.JobState;
import dev.descent.spec.Option;
import dev.descent.spec.Options;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A webhook as a client asks for it. */
public record WebhookRequest(
        @Option(
                value = "Where to send to: https, with a public host, without a user, a password or a fragment.",
                minSize = 1,
                maxSize = 2000)
        String url,

        @Option(value = "The states of jobs that it is told of.", minSize = 1, maxSize = 100)
        List<JobState> states,

        @Option(value = "What it is for, for people.", maxSize = 500) @Nullable
        String description) {
    public WebhookRequest {
        Options.check(WebhookRequest.class, url, states, description);
        states = states.stream().distinct().toList();
    }

    /** Told of the ends of jobs. */
    public WebhookRequest(String url) {
        this(url, Arrays.stream(JobState.values()).filter(JobState::isFinal).toList(), null);
    }
}
