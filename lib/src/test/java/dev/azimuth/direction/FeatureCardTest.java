package dev.azimuth.direction;

import static dev.azimuth.hook.HookName.residPost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.azimuth.checkpoint.CheckpointException;
import dev.azimuth.checkpoint.SafetensorsWriter;
import dev.azimuth.checkpoint.TensorSource;
import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureCardTest {
    private static final float[] VECTOR = {0.3f, -1e-30f, 0.7f, -0f, 1 / 3f};

    @TempDir
    Path folder;

    private static Direction direction(String name) {
        return Direction.of(name, "mean difference", residPost(12), VECTOR, 0.1 + 0.2)
                .with(Provenances.measured("tiny"));
    }

    private static FeatureCard card() {
        Direction kindness = direction("kindness");
        return kindness.card()
                .notes("Removing it costs \"wit\".\nMore below 0.1 nats: ü | 東.")
                .neighbours(List.of(kindness.negated(), kindness.scaled(2).named("warmth")));
    }

    private Path saved() {
        Path path = folder.resolve("kindness");
        card().save(path);
        return path;
    }

    private static void replace(Path path, String old, String by) throws IOException {
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, by));
    }

    @Test
    void whatIsSavedLoadsBitForBit() {
        FeatureCard read = FeatureCard.load(saved());
        assertThat(read).isEqualTo(card());
        assertThat(read.direction().unit()).isEqualTo(card().direction().unit());
        assertThat(read.direction().provenance().auc().orElseThrow().high()).isEqualTo(1 / 3.0 + 0.6);
        assertThat(read.neighbours()).extracting(FeatureCard.Neighbour::name).containsExactly("−kindness", "warmth");
    }

    @Test
    void aDirectionWithoutAPastIsSavedToo() {
        FeatureCard bare = direction("bare").with(Provenance.UNKNOWN).card();
        bare.save(folder.resolve("bare.json"));
        assertThat(FeatureCard.load(folder.resolve("bare.safetensors"))).isEqualTo(bare);
    }

    @Test
    void aFolderTakesSeveral() throws IOException {
        assertThatThrownBy(() -> FeatureCard.load(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder + " has no card. Name one, or load all with FeatureCard.loadAll(…). It has [].");
        saved();
        assertThat(FeatureCard.load(folder)).isEqualTo(card());
        direction("awe").card().save(folder.resolve("awe"));
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThat(FeatureCard.loadAll(folder))
                .extracting(each -> each.direction().name())
                .containsExactly("awe", "kindness");
        assertThatThrownBy(() -> FeatureCard.load(folder))
                .hasMessage(folder + " has several cards. Name one, or load all with FeatureCard.loadAll(…). It has "
                        + "[awe, kindness].");
        assertThatThrownBy(() -> card().save(folder))
                .hasMessage("A card needs a name: " + folder + " is a folder. Save it as " + folder.resolve("kindness")
                        + ", for example.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'gap' : 0.30000000000000004 | 'gap' : -1 | gap -1 is not above 0.",
                "'gap' : 0.30000000000000004 | 'gap' : 1e999 | gap 'Infinity' is not a finite number.",
                "'gap' : 0.30000000000000004 | 'gap' : '1' | gap '1' is not a finite number.",
                "'gap' : 0.30000000000000004 | 'gap' : NaN |",
                "'name' : 'kindness' | 'name' : ' ' | name ' ' is empty.",
                "'name' : 'kindness' | 'name' : 'k\\u001b[2J' "
                        + "| name 'k\\u001B[2J' is longer than 10000 characters or has control characters.",
                "'name' : 'kindness' | 'name' : 7 | name 7 is not a text.",
                "'name' : 'kindness' | 'label' : 'kindness' | field name is missing.",
                "'name' : 'kindness' | 'name' : 'k', 'extra' : 1 "
                        + "| unknown fields [extra]. A newer Azimuth may have written them.",
                "'sink' : 0.17 | 'sink' : 2 | sink 2 is not from 0 to 1.",
                "'version' : 1 | 'version' : 2 | version 2 is not 1. A newer Azimuth may read it.",
                "'format' : 'azimuth-feature-card' | 'format' : 'x' "
                        + "| format 'x' is not azimuth-feature-card. Is it a feature card?",
                "blocks.12.hook_resid_post | blocks.12.hook_soul " + "| hook_soul",
                "'width' : 5 | 'width' : 4.5 | width 4.5 is not a whole number from 0 to 2^31-1.",
                "'data_sha256' : '0123456789 | 'data_sha256' : 'X123456789 "
                        + "| data_sha256 'X123456789abcdef0123456789abcdef0123456789abcdef0123456789a… is not 64 lower-case"
                        + " hexadecimal digits.",
                "'n' : 24 | 'n' : 0 | auc {'value':0.91,'low':0.85,'high':0.9333333333333333,'n':0} has its ends in the"
                        + " wrong order or rests on nothing.",
                "'neighbours' : [ | 'neighbours' : [ 3, | neighbours [3,",
            })
    void aHostileCardIsRefused(String old, String by, @Nullable String message) throws IOException {
        Path path = saved();
        replace(folder.resolve("kindness.json"), old.replace('\'', '"'), by.replace('\'', '"'));
        assertThatThrownBy(() -> FeatureCard.load(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("kindness.json")
                .hasMessageContaining(message == null ? "" : message.replace('\'', '"'));
    }

    @Test
    void aVectorThatIsNotTheCardsIsRefused() throws IOException {
        Path path = saved();
        Path vector = folder.resolve("kindness.safetensors");
        byte[] bytes = Files.readAllBytes(vector);
        bytes[bytes.length - 1] ^= 1;
        Files.write(vector, bytes);
        assertThatThrownBy(() -> FeatureCard.load(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageEndingWith("differs from the vector's. The two files are not of one card; save it again.");
        write(vector, "direction", 0.6f, 0.8f);
        assertThatThrownBy(() -> FeatureCard.load(path))
                .hasMessage(
                        "kindness.safetensors: tensor direction is F32 of shape [2], but the card's JSON says F32 of"
                                + " shape [5].");
        write(vector, "vector", 0, 0, 0, 0, 1);
        assertThatThrownBy(() -> FeatureCard.load(path))
                .hasMessage("kindness.safetensors has the tensors [vector]; a card's vector is one tensor called"
                        + " direction.");
        Files.delete(vector);
        assertThatThrownBy(() -> FeatureCard.load(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("kindness.safetensors");
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 'the norm 2.0,'", "NaN, 0, 'the norm NaN,'", "0, 0, 'the norm 0.0,'"})
    void aVectorWithoutUnitLengthIsRefused(float first, float second, String message) throws IOException {
        Path path = saved();
        float[] vector = {first, second, 0, 0, 0};
        write(folder.resolve("kindness.safetensors"), "direction", vector);
        replace(
                folder.resolve("kindness.json"),
                VectorDigest.sha256(card().direction().unit()),
                VectorDigest.sha256(vector));
        assertThatThrownBy(() -> FeatureCard.load(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("kindness.json: the vector has " + message);
    }

    private static void write(Path file, String name, float... values) {
        ByteBuffer floats =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        floats.asFloatBuffer().put(values);
        SafetensorsWriter.write(
                file, Map.of(), Map.of(name, new TensorSource(List.of((long) values.length), () -> floats)));
    }

    @Test
    void damagedFilesAreRefusedOrReadAsTheyAre() throws IOException {
        Path path = saved();
        Random random = new Random(1);
        int refused = 0;
        for (String ending : List.of(".json", ".safetensors")) {
            Path file = folder.resolve("kindness" + ending);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 500; i++) {
                byte[] bytes = whole.clone();
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                Files.write(file, bytes);
                try {
                    FeatureCard.load(path);
                } catch (CheckpointException e) {
                    refused++;
                }
            }
            Files.write(file, whole);
        }
        assertThat(refused).isGreaterThan(700); // a letter of a note may change, no number of the vector
    }

    @Test
    void aTextThatCouldNotBeReadBackIsNotWritten() {
        FeatureCard bad = card().notes("\u001b[2J");
        assertThatThrownBy(() -> bad.save(folder.resolve("bad")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "A card's notes may have 10000 characters, none of them a control character; given were 4.");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isUsedInItsOwnModelAlone() {
        HookedTransformer tiny = TinyModel.open();
        float[] wide = new float[48];
        wide[3] = 1;
        Direction mine = Direction.of("kindness", "by hand", residPost(1), wide, 1);
        ContrastivePairs pairs = ContrastivePairs.of("kindness", List.of("a"), List.of("b"));
        Direction known = mine.with(Provenance.of(tiny, pairs));
        assertThat(known.card().in(tiny)).isEqualTo(known);
        assertThat(known.provenance().data()).contains(pairs.sha256());
        HookedTransformer other = tiny.named("other");
        assertThatThrownBy(() -> known.card().in(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The card of kindness is of the model " + tiny.name() + ", but this is other. If both are the"
                                + " same, take card.direction() or rename with model.named(\"" + tiny.name()
                                + "\"); else search again here.");
        assertThatThrownBy(() ->
                        direction("narrow").with(Provenance.UNKNOWN).card().in(tiny))
                .hasMessageStartingWith("The direction narrow has 5 numbers, but what it is to act on has 48.");
        Direction late = Direction.of("late", "by hand", residPost(3), wide, 1);
        assertThatThrownBy(() -> late.card().in(tiny))
                .hasMessage("The card of late is of blocks.3.hook_resid_post, which " + tiny.name()
                        + " does not have: its layers are 0 to 2.");
    }

    @Test
    void isShownWithItsTextEscaped() {
        FeatureCard card = direction("<b>kind</b>").card().notes("<script>alert(1)</script>");
        assertThat(card.toHtml())
                .contains("&lt;b&gt;kind&lt;/b&gt;", "&lt;script&gt;", "0.91 [0.85, 0.93] on 24", "0123456789ab…")
                .doesNotContain("<script>", "<b>");
        assertThat(card.direction().toHtml()).contains("blocks.12.hook_resid_post");
    }

    @Test
    void theMarkdownIsForPeople() throws IOException {
        saved();
        assertThat(Files.readString(folder.resolve("kindness.md")))
                .startsWith("# kindness\n\n| | |\n| --- | --- |\n| site | blocks.12.hook\\_resid\\_post |\n")
                .contains("| held-out AUC \\[95 %\\] | 0.91 \\[0.85, 0.93\\] on 24 |\n")
                .contains("| notes | Removing it costs \"wit\". More below 0.1 nats: ü \\| 東. |\n")
                .contains("−kindness at blocks.12.hook\\_resid\\_post (-1.00)");
    }
}
