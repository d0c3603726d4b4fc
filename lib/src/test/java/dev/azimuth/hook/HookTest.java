package dev.azimuth.hook;

import static dev.azimuth.hook.HookName.logits;
import static dev.azimuth.hook.HookName.mlpPost;
import static dev.azimuth.hook.HookName.pattern;
import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.hook.HookName.residPre;
import static dev.azimuth.hook.HookName.v;
import static dev.azimuth.hook.HookName.z;
import static dev.azimuth.hook.Positions.at;
import static dev.azimuth.hook.Positions.last;
import static dev.azimuth.hook.Positions.ofToken;
import static dev.azimuth.hook.Positions.prompt;
import static dev.azimuth.hook.Positions.span;
import static dev.azimuth.testing.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Precision;
import dev.azimuth.model.Run;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HookTest {
    private static final String TEXT = "two words";
    private static final int LENGTH = 9;

    private final HookedTransformer model = TinyModel.open(); // 3 layers of 4 heads of width 12, two of keys and values
    private final HostArray before = activation(model, z(1));

    @Test
    void changesOnlyWhatTheSentenceNames() {
        HostArray after =
                activation(model.with(Hook.at(z(1)).head(3).positions(last()).zero()), z(1));
        for (int pos = 0; pos < LENGTH; pos++) {
            for (int head = 0; head < 4; head++) {
                boolean named = head == 3 && pos == LENGTH - 1;
                assertThat(after.row(0, pos, head)).isEqualTo(named ? new float[12] : before.row(0, pos, head));
            }
        }
    }

    @Test
    void everyVerbDoesWhatItSays() {
        Hook hook = Hook.at(z(1)).head(2).positions(at(4));
        float[] was = before.row(0, 4, 2);
        float[] vector = vector(12);
        assertThat(head2(hook.zero())).containsOnly(0);
        assertThat(head2(hook.scale(-2))).isEqualTo(each(was, x -> -2 * x));
        assertThat(head2(hook.add(vector))).isEqualTo(sum(was, vector));
        assertThat(head2(hook.add(Nd4j.create(vector)))).isEqualTo(sum(was, vector));
        assertThat(head2(hook.replace(vector))).isEqualTo(vector);
        assertThat(head2(hook.mean(vector))).isEqualTo(vector);
        assertThat(head2(hook.replace(Nd4j.create(new float[] {7})))).containsOnly(7);
        assertThat(head2(hook.change(x -> x.square()))).isEqualTo(each(was, x -> x * x));
    }

    private float[] head2(Intervention edit) {
        return activation(model.with(edit), z(1)).row(0, 4, 2);
    }

    @Test
    void neuronsAreChosenFromTheLastDimension() {
        HostArray plain = activation(model, mlpPost(0));
        int width = (int) plain.shape()[2];
        float[] row = activation(
                        model.with(Hook.at(mlpPost(0)).neurons(5, 2).replace(new float[] {50, 20})), mlpPost(0))
                .row(0, 3);
        for (int neuron = 0; neuron < width; neuron++) {
            float kept = plain.at(0, 3, neuron);
            assertThat(row[neuron]).isEqualTo(neuron == 5 ? 50 : neuron == 2 ? 20 : kept);
        }
    }

    @Test
    void anArrayMayHaveOneRowForEachHeadThatWasChosen() {
        float[] one = vector(12);
        float[] two = each(one, x -> x + 100);
        HostArray after =
                activation(model.with(Hook.at(z(1)).heads(3, 0).replace(Nd4j.create(new float[][] {one, two}))), z(1));
        for (int pos = 0; pos < LENGTH; pos++) {
            assertThat(after.row(0, pos, 3)).isEqualTo(one);
            assertThat(after.row(0, pos, 0)).isEqualTo(two);
            assertThat(after.row(0, pos, 1)).isEqualTo(before.row(0, pos, 1));
        }
    }

    @Test
    void activationsOfAnotherRunCanBePatchedIn() {
        INDArray other = model.runWithCache("one words", residPre(1)).cache().get(residPre(1));
        Run all = model.runWithHooks(TEXT, Hook.at(residPre(1)).replace(other));
        assertThatTensor(flat(all.hostLogits()))
                .isCloseTo(flat(model.run("one words").hostLogits()), 1e-6);

        HostArray patched = activation(
                model.with(Hook.at(residPre(1)).positions(span("two")).replace(other)), residPre(1));
        HostArray plain = activation(model, residPre(1));
        for (int pos = 0; pos < LENGTH; pos++) {
            float[] wanted = pos < 3 ? other.slice(0).slice(pos).toFloatVector() : plain.row(0, pos);
            assertThat(patched.row(0, pos)).isEqualTo(wanted);
        }
    }

    @Test
    void aPatternIsChangedWhereTheTokensAsk() {
        HostArray plain = activation(model, pattern(1));
        HostArray after = activation(
                model.with(Hook.at(pattern(1)).head(2).positions(at(5)).zero()), pattern(1));
        for (int head = 0; head < 4; head++) {
            for (int query = 0; query < LENGTH; query++) {
                boolean named = head == 2 && query == 5;
                assertThat(after.row(0, head, query)).isEqualTo(named ? new float[LENGTH] : plain.row(0, head, query));
            }
        }
    }

    @Test
    void readsCopiesAndChangesNothing() {
        List<INDArray> read = new ArrayList<>();
        List<HookName> names = new ArrayList<>();
        Run run = model.runWithHooks(
                TEXT,
                Hook.at(z()).heads(3, 1).positions(ofToken("o")).readNamed((name, array) -> {
                    names.add(name);
                    read.add(array);
                }),
                Hook.at(pattern(0)).head(0).positions(last()).read(read::add));
        assertThatTensor(run.logits().data().asFloat())
                .isCloseTo(model.run(TEXT).logits().data().asFloat(), 1e-5);
        assertThat(names).containsExactly(z(0), z(1), z(2));
        assertThat(read.get(0).shape()).containsExactly(1, 1, LENGTH); // the pattern comes before z
        assertThat(read.get(0).sumNumber().floatValue()).isCloseTo(1, within(1e-6f));
        INDArray ofLayer1 = read.get(2);
        assertThat(ofLayer1.shape()).containsExactly(2, 2, 12); // two letters o, two heads
        assertThatTensor(ofLayer1.slice(1).slice(0).toFloatVector()).isCloseTo(before.row(0, 5, 3), 1e-5);
        assertThatTensor(ofLayer1.slice(0).slice(1).toFloatVector()).isCloseTo(before.row(0, 2, 1), 1e-5);
    }

    @Test
    void readsEachTextOfABatchWithoutItsPadding() {
        List<INDArray> read = new ArrayList<>();
        model.run(
                List.of("another text", TEXT),
                name -> false,
                List.of(
                        Hook.at(z(1)).positions(ofToken("w").ifPresent()).read(read::add),
                        Hook.at(pattern(1)).read(read::add)));
        assertThat(read).hasSize(3);
        assertThat(read.get(1).shape()).containsExactly(4, LENGTH, LENGTH);
        assertThatTensor(read.get(1).dup('c').data().asFloat()).isCloseTo(flat(activation(model, pattern(1))), 1e-5);
        assertThat(read.get(2).shape()).containsExactly(2, 4, 12); // the first text has no w
    }

    @Test
    void actsInOtherPrecisions() {
        HookedTransformer narrow = model.in(Precision.BFLOAT16);
        float[] plain = flat(narrow.run(TEXT).hostLogits());
        for (HookName name : narrow.hookNames()) {
            Intervention edit =
                    Hook.at(name).positions(last()).change(x -> x.square().add(x));
            Intervention none = Hook.at(name).positions(last()).scale(1);
            assertThat(flat(narrow.runWithHooks(TEXT, edit).hostLogits()))
                    .as(name.toString())
                    .isNotEqualTo(flat(narrow.runWithHooks(TEXT, none).hostLogits()));
        }
        assertThat(flat(narrow.run(TEXT).hostLogits())).isEqualTo(plain);
    }

    @Test
    void actsOnWhatIsComputedWhenOnlyTheLastPositionIs() {
        float[] shift = new float[model.config().dVocab()];
        shift[3 + 'q'] = 1000;
        HookedTransformer says = model.with(Hook.at(logits()).positions(last()).add(shift));
        assertThat(says.nextTokens(TEXT, 1).stringColumn("token").get(0)).isEqualTo("q");
        HookedTransformer silent = model.with(Hook.at(logits()).positions(at(0)).add(shift));
        assertThat(silent.nextTokens(TEXT, 1).stringColumn("token").get(0))
                .isEqualTo(model.nextTokens(TEXT, 1).stringColumn("token").get(0));
    }

    @Test
    void aShapeThatDoesNotFitIsNamedWithThoseThatDo() {
        assertThatThrownBy(() -> model.runWithHooks(TEXT, Hook.at(z(1)).head(3).add(vector(5))))
                .hasMessage(
                        "The addition at blocks.1.attn.hook_z, head 3 was given an array of shape [5], which does not"
                                + " fit blocks.1.attn.hook_z of [batch 1, pos 9, head 4, d 12]. What fits: [12], [4, 12],"
                                + " [9, 4, 12], [1, 9, 4, 12], with 1 for any number or, of what was chosen, as many as were"
                                + " chosen.");
        assertThatThrownBy(() -> model.runWithHooks(TEXT, Hook.at(residPost(1)).replace(Nd4j.zeros(7, 48))))
                .hasMessage(
                        "The replacement at blocks.1.hook_resid_post was given an array of shape [7, 48], which does"
                                + " not fit blocks.1.hook_resid_post of [batch 1, pos 9, d 48]. What fits: [48], [9, 48], [1, 9,"
                                + " 48], with 1 for any number. With a number for each token it fits texts of one length;"
                                + " positions(prompt()) leaves generated tokens alone.");
        assertThatThrownBy(() -> model.runWithHooks(TEXT, Hook.at(residPost(1)).mean(Nd4j.zeros(1, 1, 9, 48))))
                .hasMessageStartingWith("The mean-replacement at blocks.1.hook_resid_post was given an array of shape"
                        + " [1, 1, 9, 48], which does not fit");
        assertThatThrownBy(() -> model.runWithHooks(
                        TEXT, Hook.at(residPost(1)).positions(last()).change(x -> x.sum(new int[] {1}))))
                .hasMessage("The change at blocks.1.hook_resid_post, at the last token returned shape (1, 48) at"
                        + " blocks.1.hook_resid_post, where (1, 9, 48) was given. Return an array of the same shape.");
    }

    @Test
    void whatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> model.runWithHooks(TEXT, Hook.at(z(1)).head(4).zero()))
                .hasMessage("There is no head 4 at blocks.1.attn.hook_z, which has the heads 0 to 3.");
        assertThatThrownBy(() -> model.runWithHooks(TEXT, Hook.at(v(1)).head(2).zero()))
                .hasMessage(
                        "There is no key-value head 2 at blocks.1.attn.hook_v, which has the key-value heads 0 to 1.");
        assertThatThrownBy(() ->
                        model.runWithHooks(TEXT, Hook.at(residPost(1)).head(0).zero()))
                .hasMessage("blocks.1.hook_resid_post has no heads. Choose z(), which has what each head read, or"
                        + " result(), which has what each adds to the residual stream.");
        assertThatThrownBy(() -> model.runWithHooks(
                        TEXT, Hook.at(residPost(1)).neuron(48).read(x -> {})))
                .hasMessage("There is no neuron 48 at blocks.1.hook_resid_post, which has the neurons 0 to 47.");
        assertThatThrownBy(() ->
                        model.runWithHooks(TEXT, Hook.at(pattern(1)).neuron(0).zero()))
                .hasMessage("blocks.1.attn.hook_pattern has a number for each key, not for neurons. Choose queries by"
                        + " positions(…).");
        assertThatThrownBy(() ->
                        model.runWithHooks(TEXT, Hook.at(z(1)).positions(at(9)).zero()))
                .hasMessageStartingWith("Position 9 lies outside the text of 9 tokens.");
        assertThatThrownBy(() -> Hook.at(z(1)).heads(1, -1))
                .hasMessage("The heads [1, -1] cannot be chosen. Name at least one, counted from 0.");
        assertThatThrownBy(() -> model.with(Hook.at(z(9), z(8)).zero()))
                .hasMessageStartingWith(
                        "The zeroing at blocks.9.attn.hook_z or blocks.8.attn.hook_z acts nowhere in this"
                                + " llama model");
    }

    @Test
    void readsAsASentence() {
        assertThat(Hook.at(z(7)).head(3).positions(last()).zero())
                .hasToString("zeroing at blocks.7.attn.hook_z, head 3, at the last token");
        assertThat(Hook.at(mlpPost()).neurons(12, 40).scale(2))
                .hasToString("scaling by 2.0 at mlp.hook_post, neurons 12, 40");
        assertThat(Hook.at(residPre(1), residPost(2)).positions(prompt()).read(x -> {}))
                .hasToString("reading at blocks.1.hook_resid_pre or blocks.2.hook_resid_post, in the prompt");
        assertThat(Hook.at(name -> true).add(vector(3))).hasToString("addition at (a condition)");
        assertThat(Hook.at(z(1)))
                .hasToString("Hook at blocks.1.attn.hook_z. End it with zero(), scale(…), add(…), replace(…), mean(…),"
                        + " change(…) or read(…).");
    }

    private static HostArray activation(HookedTransformer model, HookName name) {
        return model.runWithCache(TEXT, name).cache().host(name);
    }

    private static float[] vector(int width) {
        float[] vector = new float[width];
        for (int i = 0; i < width; i++) {
            vector[i] = (float) Math.sin(i + 1);
        }
        return vector;
    }

    private static float[] flat(HostArray array) {
        return array.toIndArray().data().asFloat();
    }

    private interface Of {
        float apply(float x);
    }

    private static float[] each(float[] from, Of function) {
        float[] to = from.clone();
        for (int i = 0; i < to.length; i++) {
            to[i] = function.apply(from[i]);
        }
        return to;
    }

    private static float[] sum(float[] one, float[] other) {
        float[] sum = Arrays.copyOf(one, one.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }
}
