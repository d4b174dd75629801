package dev.descent.api.errors;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Puts what Spring MVC refuses into our words; its own name classes of this program. */
final class SpringRefusals {
    private SpringRefusals() {}

    static Refusal of(Exception e, int status) {
        if (e instanceof HttpMessageNotReadableException unreadable) {
            return unreadable(unreadable);
        }
        if (e instanceof NoResourceFoundException missing) {
            return Refusal.notFound("There is nothing at /" + missing.getResourcePath() + ".");
        }
        if (e instanceof HttpRequestMethodNotSupportedException method) {
            Set<HttpMethod> allowed = method.getSupportedHttpMethods();
            return new Refusal(
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "The method " + method.getMethod() + " is not allowed here"
                            + (allowed == null ? "." : "; allowed: " + names(allowed) + "."),
                    List.of());
        }
        if (e instanceof HttpMediaTypeNotSupportedException type) {
            return new Refusal(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    (type.getContentType() == null
                                    ? "The request names no media type"
                                    : "The media type " + type.getContentType() + " is not read here")
                            + "; send " + names(type.getSupportedMediaTypes()) + ".",
                    List.of());
        }
        if (e instanceof HttpMediaTypeNotAcceptableException type) {
            return new Refusal(
                    ErrorCode.NOT_ACCEPTABLE,
                    "The answer has none of the media types that the request accepts; it can be "
                            + names(type.getSupportedMediaTypes()) + ".",
                    List.of());
        }
        if (e instanceof MethodArgumentTypeMismatchException mismatch) {
            return Refusal.parameter(
                    mismatch.getName(),
                    "must be " + kind(mismatch.getRequiredType()) + " but is \"" + mismatch.getValue() + "\"");
        }
        if (e instanceof MissingServletRequestParameterException missing) {
            return Refusal.parameter(missing.getParameterName(), "is required");
        }
        if (e instanceof MaxUploadSizeExceededException tooLarge) {
            long most = tooLarge.getMaxUploadSize();
            return new Refusal(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The upload is larger than this server takes" + (most > 0 ? ": " + most + " bytes." : "."),
                    List.of());
        }
        ErrorCode code = Statuses.code(status);
        return new Refusal(code, code.title() + ".", List.of());
    }

    private static Refusal unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof PayloadTooLarge tooLarge) {
                return new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, String.valueOf(tooLarge.getMessage()), List.of());
            }
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException json) {
                return MalformedJson.refusal("The body", json);
            }
        }
        return e.getCause() == null
                ? new Refusal(ErrorCode.MALFORMED_JSON, "The body is empty; a JSON value is needed.", List.of())
                : new Refusal(ErrorCode.MALFORMED_REQUEST, "The body cannot be read to its end.", List.of());
    }

    private static String names(Iterable<?> values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(Object::toString)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        List<Class<?>> whole = Arrays.asList(int.class, Integer.class, long.class, Long.class);
        return whole.contains(type) ? "an integer" : "something else";
    }
}
