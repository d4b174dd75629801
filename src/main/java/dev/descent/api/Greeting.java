package dev.descent.api;

import dev.descent.api.access.AccessSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The few lines that a newcomer reads when the service is up. */
@Component
class Greeting {
    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private final @Nullable InetAddress address;
    private final AccessSettings settings;
    private final Path dataDirectory;
    private final @Nullable String databaseUrl;

    Greeting(
            AccessSettings settings,
            @Value("${server.address:#{null}}") @Nullable InetAddress address,
            @Value("${descent.data-dir}") Path dataDirectory,
            @Value("${spring.datasource.url:#{null}}") @Nullable String databaseUrl) {
        this.address = address;
        this.settings = settings;
        this.dataDirectory = dataDirectory;
        this.databaseUrl = databaseUrl;
    }

    @EventListener
    void greet(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            lines(context.getWebServer().getPort()).lines().forEach(LOG::info);
        }
    }

    String lines(int port) {
        String host = address == null || address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
        String url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return String.join(
                System.lineSeparator(),
                "Descent listens on " + url,
                "  API documentation  " + url + "/swagger-ui.html",
                "  Try                curl " + url
                        + "/v1/jobs -H 'Content-Type: application/json' -d '{\"dataset\": \"digits\", "
                        + "\"model\": {\"type\": \"mlp\"}, \"objective\": {\"type\": \"classification\"}}'",
                "  Data               " + dataDirectory.toAbsolutePath().normalize()
                        + (databaseUrl == null ? " (with an embedded PostgreSQL)" : "; database " + databaseUrl),
                settings.hasLogin()
                        ? "  Login              by API keys"
                                + (settings.issuer() == null ? "" : " and tokens of " + settings.issuer())
                        : "  Login              none: only programs on this machine can reach " + host);
    }
}
