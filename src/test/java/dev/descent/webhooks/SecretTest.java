package dev.descent.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Signatures as Python's {@code hmac} makes them of the same keys and messages. */
class SecretTest {
    private static byte[] countingKey() {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }

    private final Secret secret = new Secret(countingKey());

    @Test
    void aSignatureIsTheHmacOfIdTimeAndBody() {
        assertThat(secret.sign("evt_1", Instant.ofEpochSecond(1_767_225_600), "{\"a\":1}"))
                .isEqualTo("v1,83Z5P22ngJYrcEffqsBAW8d0QcRBFI6rVxulEXr7Biw=");
    }

    @Test
    void textIsSignedInUtf8AndTimeInWholeSeconds() {
        assertThat(secret.sign("evt_2", Instant.ofEpochMilli(999), "{\"name\":\"Z\u00fcr\u2603 \ud835\udcb3\"}"))
                .isEqualTo("v1,+fBNFDqmLgxaHI8ksS0FxcjU3WcGB2DgGKxnIYcocr4=");
    }

    @Test
    void aReceiverIsToldTheKeyInBase64WithThePrefixOfTheSpecification() {
        assertThat(secret.wire()).isEqualTo("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    }

    @Test
    void aRandomSecretHasAsManyBytesAsTheSpecificationAsksForAndIsNeverTheSame() {
        SecureRandom random = new SecureRandom();
        Secret one = Secret.random(random);
        assertThat(Base64.getDecoder().decode(one.wire().substring(6))).hasSizeBetween(24, 64);
        assertThat(one.wire()).isNotEqualTo(Secret.random(random).wire());
    }

    @Test
    void aSecretThatIsPrintedShowsNothing() {
        assertThat(secret).hasToString("a secret");
    }
}
