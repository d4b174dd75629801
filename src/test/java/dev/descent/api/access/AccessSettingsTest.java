package dev.descent.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessSettingsTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    private static AccessSettings settings(String key, String issuer, @Nullable InetAddress address, String role) {
        return new AccessSettings(key, issuer, "descent", address, role);
    }

    private static InetAddress address(int... bytes) throws UnknownHostException {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return InetAddress.getByAddress(address);
    }

    @Test
    void onLoopbackNoLoginIsNeeded() throws UnknownHostException {
        assertThat(settings("", "", InetAddress.getLoopbackAddress(), "all").hasLogin())
                .isFalse();
        assertThat(settings("", "", address(127, 3, 2, 1), "api").hasLogin()).isFalse();
        assertThat(settings("", "", address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "all")
                        .hasLogin())
                .isFalse();
    }

    @Test
    void onAnyOtherAddressItRefusesToStartWithoutALogin() throws UnknownHostException {
        assertThatThrownBy(() -> settings("", " ", null, "all"))
                .isInstanceOf(AccessRefused.class)
                .hasMessageContaining("every address of this machine");
        for (InetAddress open :
                new InetAddress[] {address(0, 0, 0, 0), address(10, 1, 2, 3), address(192, 168, 0, 9)}) {
            assertThatThrownBy(() -> settings("", "", open, "api")).isInstanceOf(AccessRefused.class);
            assertThat(settings(KEY, "", open, "api").hasLogin()).isTrue();
            assertThat(settings("", "https://login.example", open, "all").hasLogin())
                    .isTrue();
        }
    }

    @Test
    void aWorkerServesNothingThatNeedsALogin() throws UnknownHostException {
        assertThat(settings("", "", address(0, 0, 0, 0), "worker").hasLogin()).isFalse();
    }

    @Test
    void anOperatorKeyThatCouldBeGuessedIsRefused() {
        assertThatThrownBy(() -> settings("secret", "", InetAddress.getLoopbackAddress(), "all"))
                .isInstanceOf(AccessRefused.class)
                .hasMessageContaining("at least 32")
                .hasMessageNotContaining("secret\"");
    }
}
