package dev.descent.storage.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A service that speaks as S3 does (s3proxy, over a directory), as a process that can go away and come back. */
public final class S3Service implements AutoCloseable {
    public static final String BUCKET = "artifacts";
    private static final Path JAR = Path.of("target", "s3proxy", "s3proxy.jar");
    private static final Pattern STARTED = Pattern.compile(".*Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}.*");
    private static final String KEY = "descent";
    private static final String SECRET = "secret-of-tests";

    static {
        logIn();
    }

    private final Path folder;
    private int port;
    private @Nullable Process process;

    /** @param folder of its own; buckets are directories in it */
    public S3Service(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("buckets").resolve(BUCKET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Says it where AWS's client looks; all services of tests have the same login. */
    static void logIn() {
        System.setProperty("aws.accessKeyId", KEY);
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    /** The environment of a process that is to log in. */
    public static Map<String, String> login() {
        return Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET);
    }

    /** Under the same address as before, if it ran before. */
    public void start() {
        try {
            Path settings = folder.resolve("s3proxy.conf");
            Files.writeString(settings, """
                    s3proxy.authorization=aws-v2-or-v4
                    s3proxy.identity=%s
                    s3proxy.credential=%s
                    s3proxy.endpoint=http://127.0.0.1:%d
                    jclouds.provider=filesystem-nio2
                    jclouds.identity=unused
                    jclouds.credential=unused
                    jclouds.filesystem.basedir=%s
                    """.formatted(
                            KEY, SECRET, port, folder.resolve("buckets").toAbsolutePath()));
            Process started = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            JAR.toString(),
                            "--properties",
                            settings.toString())
                    .redirectErrorStream(true)
                    .start();
            process = started;
            port = port(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the line that tells it; the rest is thrown away by a thread. */
    private static int port(Process started) throws IOException {
        BufferedReader lines = started.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = STARTED.matcher(line);
            if (matcher.matches()) {
                Thread rest = new Thread(() -> lines.lines().forEach(ignored -> {}), "s3proxy-output");
                rest.setDaemon(true);
                rest.start();
                return Integer.parseInt(matcher.group(1));
            }
            all.append(line).append('\n');
        }
        throw new IOException("s3proxy did not start: " + all);
    }

    /** Connections break, and no new ones can be made. What it kept stays. */
    public void stop() {
        Process running = process;
        process = null;
        if (running != null) {
            try {
                running.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** What makes a service keep its artifacts here. */
    public List<String> arguments() {
        return List.of("--descent.storage=s3", "--descent.s3.bucket=" + BUCKET, "--descent.s3.endpoint=" + endpoint());
    }

    /** The same for a process that is told by its environment, and its login. */
    public Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(login());
        all.put("DESCENT_STORAGE", "s3");
        all.put("DESCENT_S3_BUCKET", BUCKET);
        all.put("DESCENT_S3_ENDPOINT", endpoint());
        return all;
    }

    /** What it keeps, by their keys. */
    public List<String> keys() {
        Path bucket = folder.resolve("buckets").resolve(BUCKET);
        try (Stream<Path> all = Files.walk(bucket)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it keeps an object. */
    public Path object(String key) {
        return folder.resolve("buckets").resolve(BUCKET).resolve(key);
    }

    @Override
    public void close() {
        stop();
    }
}
