package dev.descent.api;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** An OpenID provider: it publishes its keys and signs tokens. */
final class TestIssuer {
    private final HttpServer server;
    private final RSAKey key = newKey("test");
    private volatile boolean broken;

    TestIssuer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answer(
                "/.well-known/openid-configuration",
                "{\"issuer\": \"" + url() + "\", \"jwks_uri\": \"" + url()
                        + "/keys\", \"subject_types_supported\": [\"public\"]}");
        answer("/keys", new JWKSet(key.toPublicJWK()).toString());
        server.start();
    }

    private void answer(String path, String json) {
        server.createContext(path, exchange -> {
            if (broken) {
                exchange.sendResponseHeaders(500, -1);
                exchange.close();
                return;
            }
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    /** From now on it publishes nothing, or what it should again. */
    void setBroken(boolean value) {
        broken = value;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Valid for an hour. */
    String token(String subject, String... roles) {
        return token(key, url(), subject, Instant.now().plusSeconds(3600), roles);
    }

    String expired(String subject, String... roles) {
        return token(key, url(), subject, Instant.now().minusSeconds(3600), roles);
    }

    String ofAnotherIssuer(String subject, String... roles) {
        return token(key, "https://elsewhere.example", subject, Instant.now().plusSeconds(3600), roles);
    }

    /** With a key that nobody has asked for yet. */
    String signedByNewKey(String subject, String... roles) {
        return token(newKey("new"), url(), subject, Instant.now().plusSeconds(3600), roles);
    }

    String signedByAnotherKey(String subject, String... roles) {
        return token(newKey("test"), url(), subject, Instant.now().plusSeconds(3600), roles);
    }

    private static String token(RSAKey key, String issuer, String subject, Instant expires, String... roles) {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject(subject)
                        .expirationTime(Date.from(expires))
                        .claim("descent", List.of(roles))
                        .build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static RSAKey newKey(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
