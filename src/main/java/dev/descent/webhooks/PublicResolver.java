package dev.descent.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Refuses hosts with an address that is not public. The client connects to the addresses that this answers and asks
 * nobody again, so that a name cannot show one address to the check and another to the connection.
 */
final class PublicResolver implements DnsResolver {
    /** Thrown for a host that must not be reached. */
    static final class NotPublic extends UnknownHostException {
        NotPublic() {
            super("the host has an address that is not public");
        }
    }

    private final DnsResolver resolver;

    PublicResolver(DnsResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = resolver.resolve(host);
        for (InetAddress address : addresses) {
            if (!PublicAddresses.contains(address)) {
                throw new NotPublic();
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
