package dev.descent.api.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a refusal at start-up as two sentences rather than a stack trace. */
class AccessRefusedAnalyzer extends AbstractFailureAnalyzer<AccessRefused> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AccessRefused cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
