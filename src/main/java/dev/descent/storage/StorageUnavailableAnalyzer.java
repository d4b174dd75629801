package dev.descent.storage;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells that the store cannot be reached at start-up as two sentences rather than a stack trace. */
class StorageUnavailableAnalyzer extends AbstractFailureAnalyzer<StorageUnavailable> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StorageUnavailable cause) {
        return new FailureAnalysis(cause.getMessage(), StorageUnavailable.REMEDY, cause);
    }
}
