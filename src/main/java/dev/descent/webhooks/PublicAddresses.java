package dev.descent.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses that belong to the public Internet, by IANA's registries of special-purpose addresses.
 *
 * <p>Whoever makes a webhook has this service send requests from inside its own network: they must not reach what only
 * the network protects, above all the metadata of cloud machines at 169.254.169.254.
 */
final class PublicAddresses {
    /** The leading bits that a group of addresses has in common. */
    private record Prefix(byte[] address, int bits) {
        static Prefix of(String text) {
            String[] parts = text.split("/");
            try {
                return new Prefix(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(text, e);
            }
        }

        boolean covers(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(address, 0, whole, other, 0, whole)
                    && (mask == 0 || ((address[whole] ^ other[whole]) & mask) == 0);
        }
    }

    private static final List<Prefix> PRIVATE_4 = prefixes(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared by a carrier's customers
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // public by its number, but Azure's own service on every machine
            "169.254.0.0/16", // link-local, with the metadata of cloud machines
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4, abandoned
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** All else is local, multicast or unassigned. */
    private static final Prefix GLOBAL_6 = Prefix.of("2000::/3");

    private static final List<Prefix> PRIVATE_6 = prefixes(
            "2001::/23", // protocol assignments: Teredo, benchmarks, identifiers that are no addresses
            "2001:db8::/32", // documentation
            "3fff::/20"); // documentation

    /** Those that stand for an IPv4 address, which begins at this byte. */
    private static final Prefix SIX_TO_FOUR = Prefix.of("2002::/16");

    private static final int SIX_TO_FOUR_PLACE = 2;
    private static final Prefix NAT64 = Prefix.of("64:ff9b::/96");
    private static final int NAT64_PLACE = 12;

    private PublicAddresses() {}

    private static List<Prefix> prefixes(String... texts) {
        return Arrays.stream(texts).map(Prefix::of).toList();
    }

    /** Java has made an IPv4 address of one that is mapped into IPv6; addresses compatible with IPv4 are not global. */
    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return contains4(bytes);
        }
        if (NAT64.covers(bytes)) {
            return contains4(Arrays.copyOfRange(bytes, NAT64_PLACE, NAT64_PLACE + 4));
        }
        if (SIX_TO_FOUR.covers(bytes)) {
            return contains4(Arrays.copyOfRange(bytes, SIX_TO_FOUR_PLACE, SIX_TO_FOUR_PLACE + 4));
        }
        return GLOBAL_6.covers(bytes) && PRIVATE_6.stream().noneMatch(prefix -> prefix.covers(bytes));
    }

    private static boolean contains4(byte[] bytes) {
        return PRIVATE_4.stream().noneMatch(prefix -> prefix.covers(bytes));
    }
}
