package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The root, for programs and for people. */
class IndexOverHttpTest extends ApiTest {
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    @Test
    void programsGetTheIndexOfTheApi() {
        for (String accept : new String[] {"*/*", "application/json"}) {
            Reply index = client.get("/", "Accept", accept).assertStatus(200);
            assertThat(index.json().at("/links/jobs").asString()).isEqualTo("/v1/jobs");
        }
        client.get("/", "Accept", "image/png").assertStatus(406);
    }

    @Test
    void browsersGetThePageWithAPolicyThatLetsNothingElseIn() {
        Reply page = client.get("/", "Accept", BROWSER).assertStatus(200);

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text())
                .contains("<title>Descent</title>")
                .doesNotContain("http:", "https:", "style=", "onclick");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "trusted-types 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(page.header("Vary")).contains("Accept");
        assertThat(client.get("/index.html").assertStatus(200).header("Content-Security-Policy"))
                .isEqualTo(page.header("Content-Security-Policy"));
        assertThat(client.get("/page/app.js").assertStatus(200).header("Cache-Control"))
                .isEqualTo("no-cache");
    }

    @Test
    void everyBuiltInSetThatThePageOffersIsThere() {
        String script = client.get("/page/datasets.js").assertStatus(200).text();
        Matcher list = Pattern.compile("BUILT_IN = \\[(.*)]").matcher(script);
        assertThat(list.find()).isTrue();

        for (String name : list.group(1).replace("\"", "").split(", ")) {
            client.get("/v1/datasets/" + name).assertStatus(200);
        }
    }
}
