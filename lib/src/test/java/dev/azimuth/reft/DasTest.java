package dev.azimuth.reft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.azimuth.direction.Subspace;
import dev.azimuth.family.WeightName;
import dev.azimuth.family.WeightName.Kind;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookSite;
import dev.azimuth.hook.Intervention;
import dev.azimuth.hook.Positions;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import dev.azimuth.tensor.HostArray;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two causal variables are planted: whether a text's first letter is a capital moves the stream along one known direction,
 * whether its second is along another, and the model's answer, one of four letters, depends on both.
 */
class DasTest {
    private static final HookName SITE = HookName.residPost(1);
    private static final float STRENGTH = 40;
    /** Both are so, the first alone, the second alone, none. */
    private static final String ANSWERS = "wxyz";

    private final HookedTransformer plain = TinyModel.open();
    private final float[][] axes = axes(plain);
    private final HookedTransformer model = plain.with(planted(axes));

    private static float[][] axes(HookedTransformer model) {
        HostArray embedding = model.weights().read(WeightName.of(unembedding(model)), HostArray::copyOf);
        float[][] axes = new float[2][model.config().dModel()];
        for (int letter = 0; letter < 4; letter++) {
            float[] row = embedding.row(model.tokenizer().encode(ANSWERS)[letter + begins(model)]);
            for (int i = 0; i < row.length; i++) {
                axes[0][i] += letter < 2 ? row[i] : -row[i];
                axes[1][i] += letter % 2 == 0 ? row[i] : -row[i];
            }
        }
        Subspace both = Subspace.of(axes);
        assertThat(both.dimension()).isEqualTo(2);
        return axes;
    }

    private static int begins(HookedTransformer model) {
        return model.tokenizer().encode(ANSWERS).length - ANSWERS.length();
    }

    private static Kind unembedding(HookedTransformer model) {
        return model.config().tiedEmbeddings() ? Kind.EMBED : Kind.UNEMBED;
    }

    private static Intervention planted(float[][] axes) {
        return new Intervention() {
            @Override
            public HookFilter where() {
                return SITE;
            }

            @Override
            public NDArray apply(NDArray h, HookSite site) {
                int texts = site.tokens().texts();
                float[][] added = new float[texts][axes[0].length];
                for (int text = 0; text < texts; text++) {
                    for (int axis = 0; axis < 2; axis++) {
                        String letter = site.tokens().token(text, axis);
                        float sign = Character.isUpperCase(letter.charAt(0)) ? STRENGTH : -STRENGTH;
                        for (int i = 0; i < axes[axis].length; i++) {
                            added[text][i] += sign * axes[axis][i];
                        }
                    }
                }
                NDArray all = h.getManager().create(added).expandDims(1);
                return Positions.last().choose(h, h.add(all), site);
            }
        };
    }

    /** The first variable from the source, the second from the base. */
    private static List<Interchange> interchanges() {
        List<Interchange> all = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            boolean first = i / 4 % 2 == 0;
            boolean second = i % 2 == 0;
            String base = text(i / 8 % 2 == 0, second, i);
            String source = text(first, i / 2 % 2 == 0, i + 7);
            all.add(new Interchange(base, source, "" + ANSWERS.charAt((first ? 0 : 2) + (second ? 0 : 1))));
        }
        return all;
    }

    private static String text(boolean first, boolean second, int seed) {
        return (first ? "Q" : "q") + (second ? "R" : "r") + Integer.toString(1000 + 37 * seed, 6);
    }

    @Test
    void findsThePlantedVariable() {
        Alignment found = Das.on(model).at(SITE).steps(60).learningRate(0.03).train(interchanges());
        assertThat(found.accuracy().value()).isGreaterThan(0.9);
        assertThat(found.accuracy().n()).isEqualTo(16);
        assertThat(found.accuracy().low()).isGreaterThan(found.whole().high());
        assertThat(found.random().value()).isLessThan(0.8);
        assertThat(Math.cos(found.subspace().principalAngles(Subspace.of(new float[][] {axes[0]}))[0]))
                .isGreaterThan(0.9);
        assertThat(found.direction().site()).isEqualTo(SITE);
        assertThat(found.table().stringColumn("interchanged"))
                .containsExactly("the subspace learned", "a random subspace", "the whole activation", "nothing");
        assertThat(found).asString().startsWith("1 of 48 dimensions after blocks.1.hook_resid_post: accuracy ");
    }

    @Test
    void refusesWhatCannotBeSought() {
        assertThatThrownBy(() -> Das.on(model).at(HookName.residPost(3))).hasMessageContaining("residPost(2)");
        assertThatThrownBy(() -> Das.on(model).rank(48)).hasMessageContaining("from 1 to 47");
        assertThatThrownBy(() -> Das.on(model).train(interchanges().subList(0, 1)))
                .hasMessageStartingWith("Of 1 interchanges, 0 would be held out.");
        assertThatThrownBy(() -> Das.on(plain)
                        .train(List.of(
                                new Interchange("a", "b", "no"),
                                new Interchange("a", "b", "n"),
                                new Interchange("a", "b", "n"))))
                .hasMessageStartingWith("'no' is 2 tokens");
    }
}
