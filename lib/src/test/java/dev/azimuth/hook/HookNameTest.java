package dev.azimuth.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookNameTest {
    @ParameterizedTest
    @EnumSource(HookPoint.class)
    void isReadAsItIsWritten(HookPoint point) {
        HookName name = new HookName(point, point.isPerLayer() ? 12 : HookName.NO_LAYER);
        assertThat(HookName.hook(name.toString())).isEqualTo(name);
        assertThat(point.matches(name)).isTrue();
    }

    @Test
    void isSpeltAsTransformerLensSpellsIt() {
        assertThat(HookName.z(7)).hasToString("blocks.7.attn.hook_z");
        assertThat(HookName.residPre(0)).hasToString("blocks.0.hook_resid_pre");
        assertThat(HookName.mlpPost(3)).hasToString("blocks.3.mlp.hook_post");
        assertThat(HookName.embed()).hasToString("hook_embed");
        assertThat(HookPoint.ATTN_SCORES.factory()).isEqualTo("attnScores");
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocks.7.hook_z", "hook_resid_pre", "blocks.x.hook_mlp_out", "blocks.1.hook_embed", ""})
    void aNameThatIsNoneIsRefusedWithThoseThatAre(String name) {
        assertThatThrownBy(() -> HookName.hook(name))
                .hasMessageStartingWith(
                        "No hook point is called '" + name + "'. There are hook_embed, hook_pos_embed, blocks.N.");
    }

    @Test
    void aLayerIsNeededWhereThereAreSome() {
        assertThatThrownBy(() -> HookName.z(-1)).hasMessage("attn.hook_z needs a layer from 0 up, not -1");
    }

    @Test
    void filtersAreReadBackFromTheirLabels() {
        HookFilter filter = HookName.residPost(3).or(HookName.mlpOut()).or(HookName.embed());
        HookFilter again = HookFilter.labelled(filter.label());
        assertThat(again.label()).isEqualTo("blocks.3.hook_resid_post or hook_mlp_out or hook_embed");
        assertThat(again.matches(HookName.residPost(3))).isTrue();
        assertThat(again.matches(HookName.residPost(4))).isFalse();
        assertThat(again.matches(HookName.mlpOut(7))).isTrue();
        assertThat(again.inEveryLayer().matches(HookName.residPost(4))).isTrue();
        assertThatThrownBy(() -> HookFilter.labelled("hook_embed or nowhere"))
                .hasMessageStartingWith("No hook point is called 'nowhere'.");
    }
}
