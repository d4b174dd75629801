package dev.descent.webhooks;

import java.security.SecureRandom;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the setting decides, and chance. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    @Bean
    WebhookClient webhookClient(@Value("${descent.webhooks.allow-private-addresses}") boolean privateAllowed) {
        DnsResolver system = SystemDefaultDnsResolver.INSTANCE;
        return new WebhookClient(privateAllowed ? system : new PublicResolver(system), WebhookClient.WHOLE);
    }

    @Bean
    UrlRules webhookUrlRules(@Value("${descent.webhooks.allow-private-addresses}") boolean privateAllowed) {
        return new UrlRules(privateAllowed);
    }

    @Bean
    Retries webhookRetries() {
        return new Retries(new SecureRandom());
    }
}
