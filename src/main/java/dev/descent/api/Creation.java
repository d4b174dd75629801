package dev.descent.api;

import java.net.URI;
import org.springframework.http.ResponseEntity;

/** Answers of calls that create something, at most once where the client names its request. */
final class Creation {
    private Creation() {}

    /**
     * 201 with the path of what was created, and a mark where this answers an earlier request.
     *
     * @param created false if an earlier request with the same idempotency key created it
     */
    static <T> ResponseEntity<T> answer(String path, boolean created, T body) {
        ResponseEntity.BodyBuilder answer = ResponseEntity.created(URI.create(path));
        if (!created) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer.body(body);
    }
}
