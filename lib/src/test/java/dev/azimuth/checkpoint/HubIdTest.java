package dev.azimuth.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubIdTest {
    @Test
    void readsOwnerNameAndRevision() {
        assertThat(HubId.parse("Qwen/Qwen2.5-0.5B-Instruct"))
                .isEqualTo(new HubId("Qwen", "Qwen2.5-0.5B-Instruct", "main"))
                .hasToString("Qwen/Qwen2.5-0.5B-Instruct");
        assertThat(HubId.parse("a/_b_@refs/pr/1"))
                .isEqualTo(new HubId("a", "_b_", "refs/pr/1"))
                .hasToString("a/_b_@refs/pr/1");
        assertThat(HubId.parse("a/b@" + "0123456789".repeat(4)).isCommit()).isTrue();
        assertThat(HubId.parse("a/b@v1.0").isCommit()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gpt2",
                "a/b/c",
                "/b",
                "a/",
                "../b",
                "a/..",
                "a/.b",
                "a/b.",
                "-a/b",
                "a..b/c",
                "a--b/c",
                "a/b.git",
                "a/b c",
                "a/b\\c",
                "a/b%2fc",
                "a/ä",
                "a/b\n",
                "a/b@",
                "a/b@../c",
                "a/b@c/../d",
                "a/b@c//d",
                "a/b@c/.d",
                "a/b@c/",
                "a/b@/c",
                "a/b@c?d",
                "a/b@c@d"
            })
    void refusesAnotherForm(String text) {
        assertThatThrownBy(() -> HubId.parse(text))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith(
                        "is not the id of a model on a hub. An id is owner/name or owner/name@revision, of letters,"
                                + " digits, '-', '_' and '.', such as Qwen/Qwen2.5-0.5B-Instruct.");
    }

    @Test
    void refusesPartsThatAreNoNames() {
        assertThatThrownBy(() -> new HubId("a/b", "c", "main")).isInstanceOf(CheckpointException.class);
        assertThatThrownBy(() -> new HubId("a", "b", "")).isInstanceOf(CheckpointException.class);
        assertThatThrownBy(() -> new HubId("a", "b".repeat(95), "main")).isInstanceOf(CheckpointException.class);
        assertThat(new HubId("a", "b".repeat(94), "main").repository()).hasSize(96);
    }
}
