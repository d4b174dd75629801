package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of the log, as the configured encoders of Spring Boot write them. */
class LogTest extends ApiTest {
    private static final String JOB = """
            {"dataset": "iris", "model": "linear", "objective": "classification", "duration": {"steps": 3}}""";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @Autowired
    private Environment environment;

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash", "gelf"})
    void everyLineIsOneJsonObjectAndThoseOfAJobCarryItsId(String format) {
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setFormat(format);
        context.putObject(Environment.class.getName(), environment);
        List<JsonNode> lines =
                logged(encoder).lines().map(JsonMapper.shared()::readTree).toList();

        String prefix = format.equals("gelf") ? "_" : "";
        String message = format.equals("gelf") ? "short_message" : "message";
        assertThat(lines).isNotEmpty().allMatch(JsonNode::isObject);
        List<JsonNode> ofJobs = lines.stream()
                .filter(line -> line.path(message).asString("").matches("The job is.*|Attempt.*"))
                .toList();
        assertThat(ofJobs)
                .extracting(line -> line.get(message).asString())
                .contains("The job is queued", "The job is running", "Attempt 1 begins", "The job is succeeded");
        assertThat(ofJobs).allSatisfy(line -> {
            assertThat(line.get(prefix + "job_id").asString()).startsWith("job_");
            assertThat(line.get(prefix + "project").asString()).startsWith("proj_");
        });
        assertThat(line(ofJobs, message, "The job is queued")
                        .get(prefix + "request_id")
                        .asString())
                .isEqualTo("sent-by-the-client");
        JsonNode succeeded = line(ofJobs, message, "The job is succeeded");
        assertThat(succeeded.get(prefix + "attempt").asString()).isEqualTo("1");
        assertThat(succeeded.get(prefix + "worker").asString()).isNotBlank();
        assertThat(succeeded.has(prefix + "request_id")).isFalse();
    }

    @Test
    void plainLinesOfAJobBeginWithItsIdAndOthersDoNot() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(environment.getRequiredProperty("logging.pattern.console"));
        List<String> lines = logged(encoder).lines().toList();
        assertThat(lines).anyMatch(line -> line.matches(".* INFO +TransitionReport +job_\\w{26} The job is succeeded"));
        assertThat(lines).anyMatch(line -> line.matches(".* INFO +LogTest +All is said"));
    }

    private static JsonNode line(List<JsonNode> lines, String message, String text) {
        return lines.stream()
                .filter(line -> line.get(message).asString().equals(text))
                .findFirst()
                .orElseThrow();
    }

    /** What is logged while a job runs. */
    private String logged(Encoder<ILoggingEvent> encoder) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(out);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        List<Logger> quiet =
                List.of(context.getLogger("dev.descent.jobs.lifecycle"), context.getLogger("dev.descent.jobs.run"));
        quiet.forEach(logger -> logger.setLevel(Level.INFO));
        root.addAppender(appender);
        try {
            client.await(client.with("X-Request-Id", "sent-by-the-client").submit(JOB));
            // The only worker begins another job once it has said all about this one.
            client.await(client.submit(JOB));
            context.getLogger(LogTest.class).info("All is said");
        } finally {
            root.detachAppender(appender);
            quiet.forEach(logger -> logger.setLevel(Level.WARN));
            appender.stop();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
