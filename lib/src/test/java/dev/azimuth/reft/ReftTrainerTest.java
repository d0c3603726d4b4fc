package dev.azimuth.reft;

import static dev.azimuth.reft.Example.example;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.hook.HookName;
import dev.azimuth.hook.PromptEnds;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LogitsAt;
import dev.azimuth.model.TinyModel;
import dev.azimuth.model.TokenBatch;
import dev.azimuth.progress.Progress;
import dev.azimuth.progress.ProgressListener;
import dev.azimuth.tensor.HostArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReftTrainerTest {
    private static final Path REFERENCE = Path.of("src/test/resources/reft");
    private static final List<Example> EXAMPLES = List.of(
            example("one word", "yes"),
            example("ab", "of course"),
            example("what is it?", "no"),
            example("c", "maybe so"),
            example("and now?", "yes!"));

    private final HookedTransformer model = TinyModel.open();
    private final ReftTrainer trainer =
            LoReft.on(model).rank(2).layer(1).steps(8).batch(2).learningRate(0.02);

    @AfterEach
    void silence() {
        Progress.listener(ProgressListener.SILENT);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void learnsAsPyTorchDoes(Form form) {
        Reft start = Reft.load(REFERENCE.resolve(form + ".start.safetensors"));
        Reft expected = Reft.load(REFERENCE.resolve(form + ".safetensors"));
        PromptEnds ends = start.card().shape().ends();
        Reft trained = ReftTrainer.on(model, form)
                .rank(3)
                .layers(start.card().shape().layers().stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .tokens(ends.first(), ends.last())
                .from(start)
                .steps(12)
                .learningRate(0.02)
                .warmup(0.25)
                .weightDecay(0.01)
                .train(EXAMPLES);
        assertThat(trained.training().losses())
                .containsExactly(expected.training().losses(), within(1e-4));
        for (int i = 0; i < expected.variables().size(); i++) {
            assertThatTensor(trained.variables().get(i).values())
                    .as(trained.variables().get(i).toString())
                    .isCloseTo(expected.variables().get(i).values(), 2e-3);
        }
    }

    @Test
    void whatIsAppliedIsWhatWasTrained() {
        Reft reft = trainer.tokens(1, 2).train(EXAMPLES);
        // One more step, from where it stands, begins with the loss of what was learned.
        double loss = trainer.tokens(1, 2)
                .batch(5)
                .from(reft)
                .steps(1)
                .train(EXAMPLES)
                .training()
                .losses()[0];
        double sum = 0;
        int count = 0;
        HookedTransformer taught = model.with(reft);
        for (Example each : EXAMPLES) {
            Tokens tokens = Tokens.of(model, each, true);
            var batch = TokenBatch.answered(List.of(tokens.given()), new int[] {tokens.promptLength()});
            HostArray logits = taught.pass(batch, LogitsAt.ALL, List.of(), x -> HostArray.copyOf(x.logSoftmax(-1)));
            int[] wanted = tokens.wanted();
            for (int k = 0; k < wanted.length; k++) {
                sum -= logits.at(0, tokens.promptLength() - 1 + k, wanted[k]);
                count++;
            }
        }
        assertThat(loss).isCloseTo(sum / count, within(1e-4));
    }

    @Test
    void keepsTheRowsOrthonormal() {
        Reft reft = trainer.layers(0, 2).train(EXAMPLES);
        assertThat(reft.orthonormality()).isLessThan(1e-6);
        assertThat(reft.edits()).hasSize(2);
        assertThatThrownBy(reft::map).hasMessageContaining("has 2 maps").hasMessageContaining("edits()");
    }

    @Test
    void countsWhatIsLearned() {
        assertThat(trainer.rank(4).steps(1).train(EXAMPLES).parameters()).isEqualTo(2 * 4 * 48 + 4);
        assertThat(trainer.untied().tokens(1, 2).steps(1).train(EXAMPLES).parameters())
                .isEqualTo(3 * (2 * 2 * 48 + 2));
        assertThat(trainer.layers(0, 1, 2)
                        .sharedByLayers()
                        .steps(1)
                        .train(EXAMPLES)
                        .parameters())
                .isEqualTo(2 * 2 * 48 + 2);
        assertThat(trainer.allLayers().steps(1).train(EXAMPLES).edits()).hasSize(3);
    }

    @Test
    void theSameSeedLearnsTheSame() {
        double[] once = trainer.train(EXAMPLES).training().losses();
        assertThat(trainer.train(EXAMPLES).training().losses()).containsExactly(once);
        assertThat(trainer.seed(1).train(EXAMPLES).training().losses()).isNotEqualTo(once);
    }

    @Test
    void goesOnAfterAnInterruptAsIfThereHadBeenNone() {
        double[] before = logits(model);
        Reft whole = trainer.train(EXAMPLES);
        Progress.listener((label, done, total) -> {
            if (done == 5) {
                Thread.currentThread().interrupt();
            }
        });
        Reft half = trainer.train(EXAMPLES);
        Progress.listener(ProgressListener.SILENT);
        assertThat(half.training().end()).isEqualTo(Training.End.INTERRUPTED);
        assertThat(half.training()).asString().startsWith("6 of 8 steps").contains("interrupted");
        assertThat(logits(model)).containsExactly(before);
        assertThat(logits(model.with(half))).isNotEqualTo(before);

        Reft resumed = half.resume(model, EXAMPLES);
        assertThat(resumed.training().losses()).containsExactly(whole.training().losses());
        for (int i = 0; i < whole.variables().size(); i++) {
            assertThat(resumed.variables().get(i).values())
                    .containsExactly(whole.variables().get(i).values());
        }
        assertThatThrownBy(() -> half.resume(model, EXAMPLES.subList(0, 4)))
                .hasMessageStartingWith("These 4 examples are not those that ");
        assertThatThrownBy(() -> resumed.resume(model, EXAMPLES)).hasMessageContaining("was not interrupted");
    }

    @Test
    void anInterruptBeforeTheFirstStepLeavesNothing() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> trainer.train(EXAMPLES))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Stopped while training LoReFT, after 0 of 8.");
    }

    @Test
    void stopsAtALoss() {
        double[] losses = trainer.batch(5).train(EXAMPLES).training().losses();
        Training training = trainer.batch(5).stopAt(losses[3]).train(EXAMPLES).training();
        assertThat(training.end()).isEqualTo(Training.End.AT_LOSS);
        assertThat(training.losses()).containsExactly(losses[0], losses[1], losses[2], losses[3]);
    }

    @Test
    void tellsItsLoss() {
        List<String> notes = new ArrayList<>();
        Progress.listener(new ProgressListener() {
            @Override
            public void progress(String label, int done, int total) {}

            @Override
            public void note(String note) {
                notes.add(note);
            }
        });
        Reft reft = trainer.batch(5).train(EXAMPLES);
        assertThat(notes).hasSize(8).last().asString().matches("loss [0-9.]+ █[▁▂▃▄▅▆▇█]{6}▁");
        assertThat(reft.plot().toJson()).asString().contains("log");
        assertThat(reft.training().table().rowCount()).isEqualTo(8);
    }

    @Test
    void twoThatWereTrainedBesidesEachOtherActTogether() {
        Reft first = trainer.steps(3).train(EXAMPLES.subList(0, 2));
        Reft second = trainer.steps(3).rank(3).besides(first).train(EXAMPLES.subList(2, 5));
        assertThat(first.subspace().principalAngles(second.subspace())[0]).isCloseTo(Math.PI / 2, within(1e-6));
        ComposedReft both = first.and(second);
        HostArray plain = stream(model);
        HostArray one = stream(model.with(first));
        HostArray other = stream(model.with(second));
        HostArray together = stream(model.with(both));
        for (int i = 0; i < 48; i++) {
            float sum = one.at(0, 3, i) + other.at(0, 3, i) - plain.at(0, 3, i);
            assertThat(together.at(0, 3, i)).isCloseTo(sum, within(1e-4f));
        }
        assertThat(both.edits().get(0).map().rank()).isEqualTo(5);
        assertThat(both.parts()).containsExactly(first, second);
        assertThatThrownBy(() -> first.and(trainer.seed(3).steps(1).train(EXAMPLES)))
                .hasMessageContaining("besides(…)");
        assertThatThrownBy(() -> first.and(trainer.layer(2).steps(1).train(EXAMPLES)))
                .hasMessageContaining("in the same places");
    }

    private static HostArray stream(HookedTransformer model) {
        return model.runWithCache("word", HookName.residPost(1)).cache().host(HookName.residPost(1));
    }

    @Test
    void refusesWhatCannotBeTrained() {
        assertThatThrownBy(() -> trainer.layer(7)).hasMessageContaining("the layers 0 to 2");
        assertThatThrownBy(() -> trainer.train(List.of())).hasMessageContaining("five will do");
        assertThatThrownBy(() -> trainer.rank(0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> trainer.learningRate(-1)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> trainer.train(example("x".repeat(60), "too long")))
                .hasMessageContaining("more than the model's context of 64");
        assertThatThrownBy(() -> trainer.from(NoDiReft.on(model).steps(1).train(EXAMPLES))
                        .train(EXAMPLES))
                .hasMessageContaining("cannot begin with NoDiReFT");
        assertThatThrownBy(() -> trainer.learningRate(1e30).train(EXAMPLES))
                .hasMessageContaining("lower learning rate");
    }

    @Test
    void saysWhatItDoes() {
        assertThat(trainer)
                .hasToString("Training of LoReFT of rank 2 after layer 1 at the last prompt token on " + model.name()
                        + ": 8 steps of 2 examples, AdamW at 0.02, falling linearly, seed 0");
        Reft reft = trainer.steps(1).train(EXAMPLES);
        assertThat(reft.table().stringColumn(0).asList())
                .containsExactly("formula", "rank", "acts", "parameters", "model", "schedule", "training");
    }

    private static double[] logits(HookedTransformer model) {
        var logits = model.run("some text").logits();
        double[] values = new double[20];
        for (int i = 0; i < values.length; i++) {
            values[i] = logits.getDouble(0, 8, i);
        }
        return values;
    }
}
