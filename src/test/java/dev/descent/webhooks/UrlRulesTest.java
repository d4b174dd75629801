package dev.descent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descent.spec.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {
    private final UrlRules rules = new UrlRules(false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "HTTPS://Example.com:8443/hooks/descent?team=a%20b",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/x",
                "https://example.com.:443/"
            })
    void thisMayBeSentTo(String url) {
        assertThat(rules.faults(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com",
                "ftp://example.com",
                "example.com/hooks",
                "//example.com",
                "https:example.com",
                "https:///hooks",
                "https://",
                "https://exa mple.com",
                "https://example.com/#part",
                "https://user@example.com",
                "https://user:word@example.com",
                "https://example.com@127.0.0.1/",
                "https://b\u00fccher.example/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://a.localhost:8080/",
                "https://127.0.0.1/",
                "https://127.0.0.1./",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://0x7f.0.0.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1:9200/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[fd00:ec2::254]/",
                "https://[fe80::1%25eth0]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "https://example.com\r\nX-Header: 1",
                ""
            })
    void thisMustNotBeSentTo(String url) {
        assertThat(rules.faults(url))
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.pointer()).isEqualTo("/url"));
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThat(rules.faults("http://me@127.0.0.1:70000/#x"))
                .extracting(Violation::message)
                .containsExactly(
                        "must begin with https://",
                        "must not contain a user or a password",
                        "must not contain a fragment",
                        "must have a port from 1 to 65535",
                        "must not lead to an address that is not public");
    }

    @Test
    void wherePrivateAddressesAreAllowedHttpAndLoopbackAre() {
        UrlRules open = new UrlRules(true);
        assertThat(open.faults("http://127.0.0.1:8080/hooks")).isEmpty();
        assertThat(open.faults("http://localhost/")).isEmpty();
        assertThat(open.faults("http://user@localhost/#x")).hasSize(2);
    }
}
