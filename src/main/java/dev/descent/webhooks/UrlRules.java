package dev.descent.webhooks;

import dev.descent.spec.Violation;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a webhook's URL must be like. What a name stands for is no matter here, because it may change: {@link
 * PublicResolver} looks at it whenever something is sent.
 */
final class UrlRules {
    private static final String POINTER = "/url";
    private static final int LAST_PORT = 65_535;
    /** Names whose last part is a number are addresses, in one of the many ways to write them. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?(\\d+|0[xX]\\p{XDigit}*)\\.?");

    private static final Pattern FOUR_NUMBERS = Pattern.compile("((0|[1-9]\\d{0,2})\\.){3}(0|[1-9]\\d{0,2})");

    private final boolean privateAllowed;

    UrlRules(boolean privateAllowed) {
        this.privateAllowed = privateAllowed;
    }

    List<Violation> faults(String text) {
        List<String> rules = new ArrayList<>();
        try {
            check(new URI(text), rules);
        } catch (URISyntaxException e) {
            rules.add("must be a URL such as https://example.com/descent");
        }
        return rules.stream()
                .map(rule -> new Violation(POINTER, "invalid", rule))
                .toList();
    }

    private void check(URI url, List<String> rules) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(privateAllowed && scheme.equals("http"))) {
            rules.add("must begin with https://" + (privateAllowed ? " or http://" : ""));
        }
        if (url.getRawUserInfo() != null) {
            rules.add("must not contain a user or a password");
        }
        if (url.getRawFragment() != null) {
            rules.add("must not contain a fragment");
        }
        if (url.getPort() == 0 || url.getPort() > LAST_PORT) {
            rules.add("must have a port from 1 to " + LAST_PORT);
        }
        if (url.getHost() == null) {
            rules.add("must name a host in ASCII");
        } else if (!privateAllowed) {
            checkHost(url.getHost().toLowerCase(Locale.ROOT), rules);
        }
    }

    private static void checkHost(String host, List<String> rules) {
        boolean number = NUMBER.matcher(host).matches();
        if (number && !FOUR_NUMBERS.matcher(host).matches()) {
            rules.add("must write an IPv4 address as four decimal numbers");
        } else if (host.matches("(.*\\.)?localhost\\.?") || (number || host.startsWith("[")) && !isPublic(host)) {
            rules.add("must not lead to an address that is not public");
        }
    }

    private static boolean isPublic(String literal) {
        try {
            return PublicAddresses.contains(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
