package dev.descent.api.errors;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Bounds bodies that are not uploads: by their announced length before a byte is read, and by counting while they are
 * read where no length was announced.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {
    private final long most;
    private final String sentence;
    private final JsonMapper json;

    BodyLimit(@Value("${descent.max-json-size}") DataSize most, JsonMapper json) {
        this.most = most.toBytes();
        this.sentence = "The body may have at most " + this.most + " bytes";
        this.json = json;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = request.getContentType();
        if (type != null && type.regionMatches(true, 0, "multipart/", 0, 10)) {
            chain.doFilter(request, response);
        } else if (request.getContentLengthLong() > most) {
            String detail = sentence + " but has " + request.getContentLengthLong() + ".";
            Problem problem = Problem.of(ErrorCode.PAYLOAD_TOO_LARGE, detail, List.of(), RequestId.of(request));
            response.setStatus(problem.status());
            response.setContentType(Problem.MEDIA_TYPE);
            json.writeValue(response.getOutputStream(), problem);
        } else {
            chain.doFilter(new Bounded(request), response);
        }
    }

    private final class Bounded extends HttpServletRequestWrapper {
        Bounded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new Counting(super.getInputStream());
        }
    }

    private final class Counting extends ServletInputStream {
        private final ServletInputStream body;
        private long count;

        Counting(ServletInputStream body) {
            this.body = body;
        }

        private int counted(int read, int bytes) throws PayloadTooLarge {
            if (read >= 0) {
                count += bytes;
            }
            if (count > most) {
                throw new PayloadTooLarge(sentence + ".");
            }
            return read;
        }

        @Override
        public int read() throws IOException {
            return counted(body.read(), 1);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = body.read(into, offset, length);
            return counted(read, read);
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
