package dev.descent.jobs.pods;

import java.util.Locale;

/**
 * Which pod of a job it is. Its name in the cluster follows from that: to ask for the same pod twice makes one.
 *
 * @param attempt the attempt at the job that it is for
 * @param failures how many pods for that attempt ended before this one without having begun it
 */
record PodName(String jobId, int attempt, int failures) {
    @Override
    public String toString() {
        return jobId.toLowerCase(Locale.ROOT).replace('_', '-') + "-" + attempt + "-" + failures;
    }
}
