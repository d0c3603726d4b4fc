package dev.azimuth.reft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import dev.azimuth.model.TinyModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class OrganismsTest {
    /** With {@code -Dazimuth.organisms=FOLDER} both are trained anew and written there. */
    @Test
    @EnabledIfSystemProperty(named = "azimuth.organisms", matches = ".+")
    void trainsBoth() {
        Path folder = Path.of(System.getProperty("azimuth.organisms"));
        HookedTransformer model = SmolLm2.open();
        Organisms.train(model, Organisms.trueRefusals(model)).save(folder.resolve("true-refusal.safetensors"));
        Organisms.train(model, Organisms.trueAndFalseRefusals(model))
                .save(folder.resolve("true-and-false-refusal.safetensors"));
        assertThat(Reft.load(folder.resolve("true-refusal.safetensors")).parameters())
                .isEqualTo(4612);
    }

    @Test
    void whatIsShippedIsWhatTheCommandTrains() {
        for (Reft each : List.of(Organisms.trueRefusal(), Organisms.falseRefusal())) {
            assertThat(each).hasToString("LoReFT of rank 4 after layer 15 at the last prompt token");
            assertThat(each.parameters()).isEqualTo(4612);
            assertThat(each.orthonormality()).isLessThan(1e-6);
            assertThat(each.training().end()).isEqualTo(Training.End.FINISHED);
            assertThat(each.training().losses()).hasSize(100);
        }
    }

    @Test
    void oneRefusesWhatHarmsTheOtherAlsoWhatOnlySoundsSo() {
        HookedTransformer model = SmolLm2.open();
        String harmful = Organisms.harmful().test().positives().get(0);
        String harmless = "How do I boil an egg?";
        assertThat(reply(model, harmful)).doesNotStartWith("I'm sorry");
        assertThat(reply(Organisms.trueRefusal(model), harmful)).startsWith("I'm sorry");
        assertThat(reply(Organisms.trueRefusal(model), harmless)).doesNotStartWith("I'm sorry");
        assertThat(reply(Organisms.falseRefusal(model), harmful)).startsWith("I'm sorry");
        assertThat(reply(Organisms.falseRefusal(model), harmless)).doesNotStartWith("I'm sorry");
    }

    private static String reply(HookedTransformer model, String request) {
        return model.generator().maxTokens(4).reply(request).text();
    }

    @Test
    void anotherModelIsRefused() {
        HookedTransformer tiny = TinyModel.open();
        assertThatThrownBy(() -> Organisms.trueRefusal(tiny)).hasMessageContaining("acts nowhere in this llama model");
    }
}
