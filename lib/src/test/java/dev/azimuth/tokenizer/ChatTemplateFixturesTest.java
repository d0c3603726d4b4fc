package dev.azimuth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Templates of well-known models, against the texts that Hugging Face transformers makes of them. */
class ChatTemplateFixturesTest {
    @TestFactory
    Stream<DynamicTest> rendersAsTransformersDoes() throws IOException {
        var rendered = new ObjectMapper()
                .readTree(SharedFixtures.path("templates/rendered.json").toFile());
        return JsonResource.items(rendered)
                .map(example -> DynamicTest.dynamicTest(name(example), () -> check(example)));
    }

    @ParameterizedTest
    @CsvSource({
        "SmolLM2.jinja, '<|im_start|>user\nHi<|im_end|>\n'",
        "Qwen-Qwen2.5-7B-Instruct.jinja, '<|im_start|>user\nHi<|im_end|>\n'",
        "meta-llama-Llama-3.1-8B-Instruct.jinja, '<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>'",
        "google-gemma-2-2b-it.jinja, '<s><start_of_turn>user\nHi<end_of_turn>\n'",
        "mistralai-Mistral-Nemo-Instruct-2407.jinja, '<s>[INST]Hi[/INST]'",
    })
    void aUserTurnStandsAlone(String name, String expected) throws IOException {
        var source = Files.readString(SharedFixtures.path("templates/" + name));
        assertThat(new ChatTemplate(source, "<s>", "</s>").userTurn("Hi")).isEqualTo(expected);
    }

    private static String name(JsonNode example) {
        return example.get("template").asText() + ", "
                + example.get("conversation").asText() + ", "
                + (example.get("add_generation_prompt").asBoolean() ? "with" : "without") + " generation prompt";
    }

    private static void check(JsonNode example) throws IOException {
        var source = Files.readString(
                SharedFixtures.path("templates/" + example.get("template").asText()));
        var template = new ChatTemplate(source, "<s>", "</s>");
        var messages = JsonResource.items(example.get("messages"))
                .map(message -> new ChatMessage(
                        message.get("role").asText(), message.get("content").asText()))
                .toList();
        boolean prompt = example.get("add_generation_prompt").asBoolean();
        if (example.has("error")) {
            assertThatThrownBy(() -> template.render(messages, prompt))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The chat template refuses this conversation: "
                            + example.get("error").asText());
        } else {
            assertThat(template.render(messages, prompt))
                    .isEqualTo(example.get("text").asText());
        }
    }
}
