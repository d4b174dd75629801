package dev.descent.training.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Bits drawn one after another at one address of a {@link SecretRandomness}. */
public final class SecretDraws implements Bits {
    private static final int WORDS = 2048;
    private static final int WIDE_BITS = 53;

    private final Cipher cipher;
    private final byte[] zeros = new byte[WORDS * Integer.BYTES];
    private final byte[] bytes = new byte[WORDS * Integer.BYTES];
    private final IntBuffer littleEndian =
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    private final int[] wide = new int[2];

    SecretDraws(SecretKeySpec key, byte[] start) {
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(start));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in counter mode is part of every Java platform", e);
        }
    }

    @Override
    public void bits(int[] into) {
        for (int at = 0; at < into.length; at += WORDS) {
            int words = Math.min(WORDS, into.length - at);
            try {
                cipher.update(zeros, 0, words * Integer.BYTES, bytes);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("counter mode takes any length", e);
            }
            littleEndian.get(0, into, at, words);
            reverseBytes(into, at, at + words);
        }
    }

    /** Words begin with their highest byte. Copied as they are and turned here, because this loop becomes vector code. */
    private static void reverseBytes(int[] words, int from, int to) {
        for (int i = from; i < to; i++) {
            int word = words[i];
            words[i] = word << 24 | (word & 0xFF00) << 8 | word >>> 8 & 0xFF00 | word >>> 24;
        }
    }

    /** Uniform on [0, 1), with 53 random bits. */
    public double uniform() {
        bits(wide);
        long bits = (long) wide[0] << Integer.SIZE | wide[1] & 0xFFFFFFFFL;
        return (bits >>> (Long.SIZE - WIDE_BITS)) * 0x1.0p-53;
    }
}
