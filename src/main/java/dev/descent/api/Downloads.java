package dev.descent.api;

import dev.descent.api.errors.ErrorCode;
import dev.descent.api.errors.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Files, of which parts can be asked for. */
final class Downloads {
    private Downloads() {}

    /** @throws Refusal if the request asks for a part that the file does not have */
    static ResponseEntity<Resource> answer(
            Path file, String name, String digest, MediaType type, HttpServletRequest request) {
        @Nullable String range = request.getHeader(HttpHeaders.RANGE);
        Resource content = new FileSystemResource(file);
        if (range != null) {
            try {
                // Spring would answer without a problem document.
                HttpRange.toResourceRegions(HttpRange.parseRanges(range), content);
            } catch (IllegalArgumentException e) {
                throw new Refusal(
                        ErrorCode.RANGE_NOT_SATISFIABLE,
                        "The header Range must name bytes of the file, which has " + size(file) + ".",
                        List.of());
            }
        }
        return ResponseEntity.ok()
                .eTag("\"" + digest + "\"")
                .contentType(type)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(content);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
