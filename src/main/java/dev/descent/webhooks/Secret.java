package dev.descent.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What signs the messages to a webhook, by the Standard Webhooks specification (standardwebhooks.com).
 *
 * <p>It is kept as it is, not as a hash: the signature is an HMAC, in which who signs needs the very key of who verifies.
 * From a hash one could tell a right secret from a wrong one, which is all that a password needs, but not sign.
 */
final class Secret {
    /** The specification asks for 24 to 64 bytes; 32 are all that SHA-256 can use. */
    private static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    Secret(byte[] key) {
        this.key = key.clone();
    }

    static Secret random(SecureRandom random) {
        byte[] key = new byte[BYTES];
        random.nextBytes(key);
        return new Secret(key);
    }

    byte[] key() {
        return key.clone();
    }

    /** As the receiver is told it, once. */
    String wire() {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    /**
     * One element of the header {@code webhook-signature}.
     *
     * @param at when it is sent, in whole seconds, so that a receiver can refuse what somebody sends again later
     */
    String sign(String id, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            String signed = id + "." + at.getEpochSecond() + "." + body;
            byte[] code = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(code);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** Nothing of it, so that no log has it. */
    @Override
    public String toString() {
        return "a secret";
    }
}
