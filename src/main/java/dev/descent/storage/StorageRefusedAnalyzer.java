package dev.descent.storage;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a refusal at start-up as two sentences rather than a stack trace. */
class StorageRefusedAnalyzer extends AbstractFailureAnalyzer<StorageRefused> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StorageRefused cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
