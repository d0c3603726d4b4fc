package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final String CHAT_ML = "{% for m in messages %}{% if loop.first and m['role'] != 'system' %}"
            + "<|system|>Be helpful.\n{% endif %}<|{{ m.role }}|>{{ m.content }}\n\n{% endfor %}"
            + "{% if add_generation_prompt %}<|assistant|>{% endif %}";

    /** Templates written for this test, and what Jinja2 makes of them (reference/chat_template_vectors.py). */
    @TestFactory
    Stream<DynamicTest> rendersAsJinja2Does() throws IOException {
        var json = JsonResource.read("/templates/vectors.json");
        var messages = JsonResource.items(json.get("messages"))
                .map(m ->
                        new ChatMessage(m.get("role").asText(), m.get("content").asText()))
                .toList();
        return JsonResource.items(json.get("vectors"))
                .map(vector ->
                        DynamicTest.dynamicTest(vector.get("template").toString(), () -> check(vector, messages)));
    }

    private static void check(JsonNode vector, List<ChatMessage> messages) {
        var template = template(vector.get("template").asText());
        if (vector.has("text")) {
            assertThat(template.render(messages, true))
                    .isEqualTo(vector.get("text").asText());
        } else {
            assertThatThrownBy(() -> template.render(messages, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The chat template ");
        }
    }

    @Test
    void contentIsNeverTakenForATemplate() {
        var content = "{{ messages }} {% for %} {# \\n 'quoted' #}";
        assertThat(template("{{ messages[0].content }}").render(List.of(ChatMessage.user(content)), false))
                .isEqualTo(content);
    }

    @Test
    void aRefusalIsInTheTemplatesOwnWords() {
        assertThatThrownBy(() -> template("{{ raise_exception('Roles must alternate') }}")
                        .render(List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The chat template refuses this conversation: Roles must alternate");
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        assertThatThrownBy(() -> template("{% macro f() %}x{% endmacro %}").render(List.of(), false))
                .hasMessage("The chat template cannot be rendered: The tag \"macro\" is not supported;"
                        + " for, generation, if and set are.");
        assertThatThrownBy(() -> template("{{ 'a' | wordwrap }}").render(List.of(), false))
                .hasMessage(
                        "The chat template cannot be rendered: The filter wordwrap with 0 arguments is not supported.");
        assertThatThrownBy(() -> template("{{ 'a'.zfill(3) }}").render(List.of(), false))
                .hasMessage("The chat template cannot be rendered: The string method zfill() is not supported.");
        assertThatThrownBy(() -> template("{{ 'a' is sameas 'a' }}").render(List.of(), false))
                .hasMessage("The chat template cannot be rendered: The test \"is sameas\" is not supported.");
        assertThatThrownBy(() -> template("{{ range(3) }}").render(List.of(), false))
                .hasMessageContaining("cannot be rendered")
                .hasMessageContaining("range");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages[0].getClass() }}",
                "{{ 'a'.getClass().forName('java.lang.Runtime') }}",
                "{{ 'a'.class }}{{ raise_exception(1) }}",
                "{{ ____int3rpr3t3r____.config }}{{ ____int3rpr3t3r____.getContext() }}",
                "{% include '/etc/passwd' %}",
                "{% import 'x' as y %}",
                "{% raw %}{{ x }}{% endraw %}",
                "{% do messages.append(1) %}",
                "{{ messages.add(1) }}",
                "{{ messages[0].put('role', 'x') }}",
                "{% set messages[0].role = 'x' %}",
                "{% set messages.x = 1 %}",
                "{{ messages }}",
                "{{ 1 / 2 }}",
                "{{ 2 ** 3 }}",
                "{{ 1 < 2 < 3 }}",
                "{{ 1 == 1 == true }}",
                "{{ 'a' 'b' }}",
                "{{ '\\777' }}",
                "{{ 'open }}",
                "{{ open",
                "{% if true %}",
                "{% endif %}",
                "{# open",
            })
    void whatLeadsOutOfTheSandboxOrAwayFromJinja2IsAnError(String source) {
        assertThatThrownBy(() -> template(source).render(List.of(ChatMessage.user("x")), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The chat template cannot be rendered: ");
    }

    @Test
    void theInterpreterIsOutOfReach() {
        var rendered = template("[{{ 'x'.class }}{{ messages.size }}]").render(List.of(ChatMessage.user("x")), false);
        assertThat(rendered).isEqualTo("[]");
    }

    @Test
    void anEndlessTemplateIsStopped() {
        var digits = "'" + "0".repeat(100) + "'";
        var loops = "{% for a in X %}{% for b in X %}{% for c in X %}{% endfor %}{% endfor %}{% endfor %}";
        assertThatThrownBy(() -> template(loops.replace("X", digits)).render(List.of(), false))
                .hasMessage("The chat template cannot be rendered: Stopped after 100000 rounds of loops.");
        assertThatThrownBy(() -> template("{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}")
                        .render(List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The chat template cannot be rendered: ");
        var doubling = "{% set n = namespace(s='xxxxxxxx') %}{% for a in " + digits
                + " %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}";
        assertThatThrownBy(() -> template(doubling).render(List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than");
        var lists = doubling.replace("'xxxxxxxx'", "['x']").replace("{{ n.s }}", "");
        assertThatThrownBy(() -> template(lists).render(List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than");
        var nested = lists.replace("n.s + n.s", "[n.s, n.s]").replace("0".repeat(100), "0".repeat(40));
        assertThatThrownBy(() -> template(nested + "{{ n.s | tojson }}").render(List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void aLongLoopIsReadAtOnce() {
        var spaces = " ".repeat(1_000_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(template("{% for a" + spaces + "in '12' %}{{ a }}{% endfor %}")
                            .render(List.of(), false))
                    .isEqualTo("12");
            assertThatThrownBy(() -> template("{% for a" + spaces + "of '12' %}{% endfor %}")
                            .render(List.of(), false))
                    .hasMessageContaining("is not supported");
            var text = "'" + "1".repeat(10) + "'" + spaces;
            assertThat(template("{% for a in " + text + " if a == '1' %}{{ a }}{% endfor %}")
                            .render(List.of(), false))
                    .isEqualTo("1".repeat(10));
        });
    }

    @Test
    void depthAndOutputAreLimited() {
        var nested = "{% if true %}".repeat(20_000) + "{% endif %}".repeat(20_000);
        assertThatThrownBy(() -> template(nested).render(List.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The chat template cannot be rendered: ");
        var long20 = ChatMessage.user("x".repeat(1 << 20));
        var loop = "{% for a in '" + "0".repeat(50) + "' %}{{ messages[0].content }}{% endfor %}";
        assertThatThrownBy(() -> template(loop).render(List.of(long20), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The chat template cannot be rendered: ");
    }

    /** As Python's json.dumps writes it. */
    @Test
    void jsonMayBeIndented() {
        assertThat(template("{{ messages | tojson(indent=2) }}").render(List.of(ChatMessage.user("x")), false))
                .isEqualTo("[\n  {\n    \"role\": \"user\",\n    \"content\": \"x\"\n  }\n]");
        assertThat(template("{{ [[], 1] | tojson(indent=0) }}").render(List.of(), false))
                .isEqualTo("[\n[],\n1\n]");
        assertThatThrownBy(() -> template("{{ 1 | tojson(indent=-1) }}").render(List.of(), false))
                .hasMessage(
                        "The chat template cannot be rendered: tojson() is supported with an indent from 0 to 64, not -1.");
    }

    @Test
    void theMarkOfWhatTheAssistantSaysChangesNoText() {
        assertThat(template("a\n{% generation %}\n{{ bos_token }}{% endgeneration %}b")
                        .render(List.of(), false))
                .isEqualTo("a\n<s>b");
    }

    @Test
    void aUserTurnLeavesTheDefaultSystemMessageOut() {
        assertThat(template(CHAT_ML).userTurn("Hi")).isEqualTo("<|user|>Hi\n\n");
    }

    @Test
    void aUserTurnWithoutASystemMessageIsTheWholeConversation() {
        var refusing = "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}"
                + "{{ bos_token }}<{{ m.content }}>{% endfor %}";
        assertThat(template(refusing).userTurn("Hi")).isEqualTo("<s><Hi>");
        var weaving = "{{ bos_token }}{% if messages[0].role == 'system' %}{% set s = messages[0].content %}"
                + "{% set messages = messages[1:] %}{% else %}{% set s = '' %}{% endif %}"
                + "{% for m in messages %}[{{ s }}{{ m.content }}]{% endfor %}";
        assertThat(template(weaving).userTurn("Hi")).isEqualTo("<s>[Hi]");
    }

    @Test
    void printsWhatItIs() {
        assertThat(template(CHAT_ML))
                .hasToString(
                        "ChatTemplate of " + CHAT_ML.length() + " characters; one user turn is \"<|user|>...\\n\\n\"");
    }

    private static ChatTemplate template(String source) {
        return new ChatTemplate(source, "<s>", "</s>");
    }
}
