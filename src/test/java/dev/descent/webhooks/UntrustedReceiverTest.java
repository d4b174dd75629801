package dev.descent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.jobs.JobState;
import dev.descent.projects.ProjectId;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receivers that lead elsewhere, never answer, or never end. */
class UntrustedReceiverTest {
    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    /** Answers addresses by the number of the question, from 1. */
    private static final class FakeResolver implements DnsResolver {
        private final IntFunction<String> addresses;
        private final AtomicInteger asked = new AtomicInteger();

        FakeResolver(IntFunction<String> addresses) {
            this.addresses = addresses;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return InetAddress.getAllByName(addresses.apply(asked.incrementAndGet()));
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private Outcome post(DnsResolver resolver, String host) {
        try (WebhookClient client = new WebhookClient(resolver, Duration.ofMinutes(1))) {
            return client.post(URI.create("http://" + host + ":" + receiver.port() + "/"), Map.of(), "{}");
        }
    }

    @Test
    void aPublicNameWithAPrivateAddressIsRefusedWhenSomethingIsSent() {
        for (String address : new String[] {"127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "fd00::1"}) {
            Outcome outcome = post(new PublicResolver(new FakeResolver(n -> address)), "hooks.example.com");
            assertThat(outcome).isEqualTo(Outcome.failed("the host has an address that is not public"));
        }
        assertThat(receiver.waiting()).isZero();
    }

    @Test
    void aPrivateAddressAmongPublicOnesIsRefused() {
        DnsResolver both = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("10.0.0.1")};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        assertThat(post(new PublicResolver(both), "hooks.example.com").error())
                .isEqualTo("the host has an address that is not public");
    }

    @Test
    void aPrivateAddressInTheUrlItselfIsRefusedWhenSomethingIsSent() {
        DnsResolver guarded = new PublicResolver(SystemDefaultDnsResolver.INSTANCE);
        for (String host : new String[] {"127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"}) {
            assertThat(post(guarded, host).error()).as(host).isEqualTo("the host has an address that is not public");
        }
        assertThat(receiver.waiting()).isZero();
    }

    /** A name that shows a good address first and a bad one to whoever asks again: nobody asks again. */
    @Test
    void theAddressThatWasCheckedIsTheOneThatIsConnectedTo() {
        FakeResolver rebinding = new FakeResolver(n -> n == 1 ? "127.0.0.1" : "192.0.2.1");
        assertThat(post(rebinding, "hooks.example.com")).isEqualTo(Outcome.answered(204));
        assertThat(rebinding.asked).hasValue(1);
        assertThat(receiver.next().header("Host")).startsWith("hooks.example.com:");
    }

    @Test
    void aNameThatTurnsPrivateAfterTheWebhookWasMadeIsRefusedFromThenOn() {
        AtomicInteger asked = new AtomicInteger();
        PublicResolver guarded = new PublicResolver(new FakeResolver(n -> {
            asked.set(n);
            return "10.0.0.1";
        }));
        try (TestOutbox outbox = new TestOutbox(guarded, Duration.ofMinutes(1))) {
            Webhook webhook = outbox.create(ProjectId.DEFAULT, "https://hooks.example.com/", JobState.FAILED);
            outbox.ends(JobState.FAILED);
            outbox.sendDue();
            WebhookDelivery delivery = outbox.deliveries(webhook).get(0);
            assertThat(delivery.lastError()).isEqualTo("the host has an address that is not public");
            assertThat(delivery.lastStatus()).isNull();
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void noRedirectIsFollowedAndNoCookieSentBack() {
        receiver.answers(exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.getResponseHeaders().set("Set-Cookie", "a=b");
            exchange.sendResponseHeaders(307, -1);
        });
        try (WebhookClient client = new WebhookClient(SystemDefaultDnsResolver.INSTANCE, Duration.ofMinutes(1))) {
            for (int i = 0; i < 2; i++) {
                assertThat(client.post(URI.create(receiver.url()), Map.of(), "{}"))
                        .isEqualTo(Outcome.answered(307));
                assertThat(receiver.next().header("Cookie")).isEmpty();
            }
        }
        assertThat(Outcome.answered(307).arrived()).isFalse();
        assertThat(receiver.waiting()).isZero();
    }

    @Test
    void anAnswerWithoutEndIsNotRead() {
        receiver.answersWithoutEnd();
        assertThat(post(SystemDefaultDnsResolver.INSTANCE, "127.0.0.1")).isEqualTo(Outcome.answered(200));
    }

    @Test
    void aReceiverThatNeverAnswersIsGivenUp() {
        receiver.neverAnswers();
        try (WebhookClient client = new WebhookClient(SystemDefaultDnsResolver.INSTANCE, Duration.ofMillis(300))) {
            assertThat(client.post(URI.create(receiver.url()), Map.of(), "{}"))
                    .isEqualTo(Outcome.failed("no answer within 0.3 s"));
        }
    }

    @Test
    void aReceiverThatKeepsSendingHeadersIsGivenUp() {
        receiver.answers(exchange -> {
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseHeaders().add("X-Header-" + i, "x");
            }
            exchange.sendResponseHeaders(200, -1);
        });
        assertThat(post(SystemDefaultDnsResolver.INSTANCE, "127.0.0.1").arrived())
                .isFalse();
    }
}
