package dev.descent.cli.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descent.cli.http.Exit;
import dev.descent.cli.http.Failure;
import dev.descent.cli.json.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.StringNode;

class SpecFileTest {
    private static SpecFile read(String text) {
        return SpecFile.read("-", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String json(String text) {
        return Json.write(read(text).content());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1e-3 | 0.001",
                "1E4 | 10000",
                "1.5e3 | 1.5E+3",
                "3.0 | 3.0",
                ".5 | 0.5",
                "-7 | -7",
                "0x1F | 31",
                "0o17 | 15",
                "true | true",
                "~ | null",
                "null | null",
                "yes | \"yes\"",
                "on | \"on\"",
                "no | \"no\"",
                "2026-01-02 | \"2026-01-02\"",
                "12:30 | \"12:30\"",
                "1_000 | \"1_000\"",
                "1.2.3 | \"1.2.3\"",
                "\"1e-3\" | \"1e-3\"",
                "!!str 5 | \"5\"",
                "PT30M | \"PT30M\"",
                "12345678901234567890 | 12345678901234567890"
            })
    void aWordMeansWhatItLooksLike(String yaml, String expected) {
        assertThat(json("a: " + yaml)).isEqualTo("{\"a\":" + expected + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 010 | :1: some read 010 as octal",
                "a: .inf | :1: .inf is no number that JSON can carry",
                "a: 1;a: 2 | :2: \"a\" is there twice",
                "x: {b: 1, b: 1} | :1: \"b\" is there twice",
                "a: !!java.net.URL [x] | :1: Global tag is not allowed",
                "a: !secret x | :1: the tag",
                "a: 1;b: &x [*x] | :2: a value contains itself",
                "? [a];: 1 | :1: a key must be a word",
                "- a;- b | must be an object",
                "just words | must be an object",
                "a: 1;---;b: 2 | :2: ",
                "a: [1, 2 | :1: ",
                "a:; \tb: 1 | indented with spaces",
                "# nothing | is empty"
            })
    void whatIsNoSpecIsRefusedWithItsLine(String yaml, String expected) {
        assertThatThrownBy(() -> read(yaml.replace(";", "\n")))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("standard input")
                .hasMessageContaining(expected)
                .satisfies(e -> assertThat(((Failure) e).exit()).isEqualTo(Exit.USAGE));
    }

    @Test
    void aliasesThatGrowWithoutBoundAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d]%n".formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1));
        }
        assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(Failure.class);
    }

    @Test
    void mergedValuesCountWhereThereAreNoOthers() {
        assertThat(json("base: &base {b: 1, c: 2}\nx:\n  <<: *base\n  b: 3\n"))
                .isEqualTo("{\"base\":{\"b\":1,\"c\":2},\"x\":{\"b\":3,\"c\":2}}");
    }

    @Test
    void jsonIsReadAsJson() {
        assertThat(json("{\n\t\"a\": 010e0, \"b\": [1, {\"c\": \"é\"}]}".replace("010e0", "1E-3")))
                .isEqualTo("{\"a\":0.001,\"b\":[1,{\"c\":\"é\"}]}");
        assertThatThrownBy(() -> read("{\"a\": 1, \"a\": 2}")).hasMessageContaining("\"a\" is there twice");
    }

    @Test
    void fieldsAreSetByTheirPaths() {
        SpecFile spec = read("optimizer: lion\ntransforms: [{type: clip_by_norm}]\nmodel: {type: mlp, hidden: [8]}\n");
        spec.set("optimizer.beta1=0.8");
        spec.set("transforms.0.max_norm=2");
        spec.set("transforms.1=ema");
        spec.set("model.hidden=[16, 4]");
        spec.set("labels.team=a=b c");
        spec.set("name=");
        spec.set("--name", List.of("name"), StringNode.valueOf("1e3"));
        assertThat(Json.write(spec.content()))
                .isEqualTo(
                        "{\"optimizer\":{\"type\":\"lion\",\"beta1\":0.8},"
                                + "\"transforms\":[{\"type\":\"clip_by_norm\",\"max_norm\":2},\"ema\"],"
                                + "\"model\":{\"type\":\"mlp\",\"hidden\":[16,4]},\"labels\":{\"team\":\"a=b c\"},\"name\":\"1e3\"}");
        for (String wrong : List.of("a", "=1", "a..b=1", "transforms.7=1", "transforms.x=1", "name.x.y=[", "a=[1")) {
            assertThatThrownBy(() -> spec.set(wrong)).as(wrong).isInstanceOf(Failure.class);
        }
    }

    @Test
    void aFaultIsLocatedByTheLineOfItsFieldOrOfWhatHoldsIt() {
        SpecFile spec = read("model:\n  type: mlp\n  hidden:\n  - 8\n  - -1\nseed: 1\n");
        spec.set("seed=x");
        Failure located = spec.located(new Failure(
                1,
                "wrong",
                List.of(
                        new Failure.Fault("/model/hidden/1", "a"),
                        new Failure.Fault("/model/dropout", "b"),
                        new Failure.Fault("/seed", "c"),
                        new Failure.Fault("", "d"))));
        assertThat(located.faults())
                .extracting(Failure.Fault::pointer)
                .containsExactly(
                        "standard input:5: /model/hidden/1",
                        "standard input:1: /model/dropout",
                        "--set seed=x: /seed",
                        "standard input: ");
    }

    @Test
    void whatIsWrittenAsYamlIsReadAsTheSame() {
        String json = "{\"a\":[1,2.5,1.0E-8,null,true],\"b\":{\"1e-3\":\"1e-3\",\"on\":\"on\",\"d\":\"2026-01-02\"},"
                + "\"e\":\"\",\"f\":\"line\\nline\",\"g\":[],\"h\":{},\"i\":\"010\",\"j\":\"\\u001b[31m\"}";
        assertThat(json(YamlWriter.write(Json.read(json)))).isEqualTo(json.replace("\\u001b", "\\u001B"));
        assertThat(YamlWriter.write(Json.read(json))).doesNotContain("\u001b");
    }
}
