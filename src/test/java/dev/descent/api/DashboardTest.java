package dev.descent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Grafana shows and Prometheus warns of is what a server tells. */
class DashboardTest extends ApiTest {
    private static final Path DASHBOARD = Path.of("helm/dashboards/descent.json");
    private static final Path ALERTS = Path.of("helm/alerts");
    /** Labels, ranges, and how series are put together. */
    private static final Pattern CHOICE =
            Pattern.compile("\\b(by|on|without|ignoring)\\s*\\([^)]*\\)|\\{[^}]*}|\\[[^]]*]|\\b(and|or|unless)\\b");

    private static final Pattern FUNCTION = Pattern.compile("\\w+\\s*\\(");

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        List<String> expressions = new ArrayList<>();
        panels().forEach(panel -> panel.path("targets")
                .forEach(target -> expressions.add(target.get("expr").asString())));
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(told()).containsAll(names(expressions));
    }

    @Test
    void everyMetricOfAnAlertExists() throws IOException {
        assertThat(told())
                .containsAll(names(alerts().stream()
                        .map(rule -> String.valueOf(rule.get("expr")))
                        .toList()));
    }

    /** What is in the table of metrics and in no panel is seen by nobody. */
    @Test
    void theDashboardShowsAllThatIsOurs() throws IOException {
        String text = Files.readString(DASHBOARD);
        assertThat(told().stream()
                        .filter(name -> name.startsWith("descent_"))
                        .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", "")))
                .allSatisfy(name -> assertThat(text).contains(name));
    }

    @Test
    void panelsHaveNumbersOfTheirOwnAndDoNotOverlap() throws IOException {
        Set<Integer> ids = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : panels()) {
            assertThat(ids.add(panel.get("id").intValue())).as(panel::toString).isTrue();
            JsonNode place = panel.get("gridPos");
            int right = place.get("x").intValue() + place.get("w").intValue();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = place.get("x").intValue(); x < right; x++) {
                int top = place.get("y").intValue();
                for (int y = top; y < top + place.get("h").intValue(); y++) {
                    assertThat(taken.add(x + "," + y)).as(panel::toString).isTrue();
                }
            }
        }
    }

    @Test
    void everyAlertSaysWhatItIsAndWhatToDo() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(5).allSatisfy(rule -> {
            assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
            assertThat(rule.get("annotations")).asString().contains("summary=", "remedy=");
        });
    }

    /** After a request, and a collection of garbage: what has not happened yet is not told of. */
    private Set<String> told() {
        client.get("/v1/jobs").assertStatus(200);
        System.gc();
        return Scrape.of(client).names();
    }

    private static Set<String> names(List<String> expressions) {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            String rest =
                    FUNCTION.matcher(CHOICE.matcher(expression).replaceAll(" ")).replaceAll(" ");
            NAME.matcher(rest).results().map(found -> found.group()).forEach(names::add);
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    private static List<JsonNode> panels() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            panels.add(panel);
            panel.path("panels").forEach(panels::add);
        }
        return panels;
    }

    private static List<Map<String, Object>> alerts() throws IOException {
        List<Map<String, Object>> alerts = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ALERTS)) {
            for (Path path : files) {
                try (Reader text = Files.newBufferedReader(path)) {
                    Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(text);
                    Objects.requireNonNull(file.get("groups"))
                            .forEach(group -> alerts.addAll(Objects.requireNonNull(group.get("rules"))));
                }
            }
        }
        return alerts;
    }
}
