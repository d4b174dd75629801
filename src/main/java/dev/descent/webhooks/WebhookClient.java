package dev.descent.webhooks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends one message to a receiver that is not to be trusted: it may be slow, endless, or lead elsewhere. Of its answer
 * only the status and the headers are read; no redirect is followed, no cookie kept, no proxy asked.
 */
final class WebhookClient implements AutoCloseable {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    /** For all of it: a receiver does its work after it has answered. */
    static final Duration WHOLE = Duration.ofSeconds(15);

    private static final int LONGEST_LINE = 8192;
    private static final int MOST_HEADERS = 100;

    private final Duration whole;
    private final CloseableHttpClient http;
    private final ScheduledThreadPoolExecutor deadlines;

    /** @param whole how long a request may take with all that belongs to it */
    WebhookClient(DnsResolver resolver, Duration whole) {
        this.whole = whole;
        Http1Config limits = Http1Config.custom()
                .setMaxLineLength(LONGEST_LINE)
                .setMaxHeaderCount(MOST_HEADERS)
                .build();
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(Timeout.of(whole))
                                .build())
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(limits)
                                .build())
                        .setMaxConnTotal(Dispatcher.SENDERS)
                        .setMaxConnPerRoute(Dispatcher.SENDERS)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                // Messages are rare, and a connection that was kept may be closed by the other side just then.
                .setConnectionReuseStrategy((request, response, context) -> false)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .setUserAgent("Descent-Webhooks/1")
                .build();
        this.deadlines = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "webhook-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        this.deadlines.setRemoveOnCancelPolicy(true);
    }

    Outcome post(URI url, Map<String, String> headers, String body) {
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        AtomicBoolean late = new AtomicBoolean();
        Future<?> deadline = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                whole.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = http.executeOpen(RoutingSupport.determineHost(request), request, null);
            int status = response.getCode();
            // Before it is closed, which would read the rest of the answer, however long it is.
            request.cancel();
            Closer.closeQuietly(response);
            return Outcome.answered(status);
        } catch (IOException | HttpException e) {
            return Outcome.failed(late.get() ? noAnswer() : reason(e));
        } finally {
            deadline.cancel(false);
        }
    }

    private String reason(Exception e) {
        if (e instanceof PublicResolver.NotPublic) {
            return String.valueOf(e.getMessage());
        } else if (e instanceof UnknownHostException) {
            return "the host is not known";
        } else if (e instanceof ConnectTimeoutException) {
            return "no connection within " + CONNECT.toSeconds() + " s";
        } else if (e instanceof SocketTimeoutException) {
            return noAnswer();
        } else if (e instanceof ConnectException) {
            return "the connection was refused";
        } else if (e instanceof SSLException) {
            return "no secure connection could be made: is the certificate valid for this host?";
        }
        return e instanceof HttpException ? "the answer is not HTTP" : "the connection broke";
    }

    private String noAnswer() {
        return "no answer within " + whole.toMillis() / 1000.0 + " s";
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        http.close(CloseMode.IMMEDIATE);
        deadlines.shutdownNow();
    }
}
