package dev.azimuth.reft;

import static dev.azimuth.hook.HookName.residPost;
import static dev.azimuth.reft.Interchange.interchange;

import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.SmolLm2;
import java.util.ArrayList;
import java.util.List;

/**
 * Where SmolLM2 keeps whether it speaks of a woman or a man once it is to write a pronoun: the subspace is trained to make it
 * write {@code " she"} instead of {@code " he"}, and the reverse, from another name in another sentence:
 *
 * <pre>{@code mvn -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=dev.azimuth.reft.DasDemonstration}</pre>
 */
public final class DasDemonstration {
    private static final List<String> WOMEN = List.of("Mary", "Anna", "Sarah", "Emily", "Laura", "Julia");
    private static final List<String> MEN = List.of("John", "Peter", "David", "Robert", "James", "Paul");
    private static final List<String> SENTENCES = List.of(
            " went home early because",
            " sold the old car because",
            " was late for work because",
            " called the doctor because",
            " stopped reading because");

    private DasDemonstration() {}

    /** Base and source differ in what happens as well, so that nothing but the variable need be carried over. */
    static List<Interchange> interchanges() {
        List<Interchange> all = new ArrayList<>();
        for (int i = 0; i < WOMEN.size(); i++) {
            for (int k = 0; k < SENTENCES.size(); k++) {
                String here = SENTENCES.get(k);
                String there = SENTENCES.get((k + 2) % SENTENCES.size());
                int other = (i + k) % MEN.size();
                all.add(interchange(MEN.get(other) + here, WOMEN.get(i) + there, " she"));
                all.add(interchange(WOMEN.get(i) + here, MEN.get(other) + there, " he"));
            }
        }
        return all;
    }

    public static void main(String[] arguments) {
        HookedTransformer model = SmolLm2.open();
        for (int layer : new int[] {6, 14, 22}) {
            Alignment found = Das.on(model).rank(1).at(residPost(layer)).steps(60).train(interchanges());
            System.out.println(found);
            System.out.println(found.table());
        }
    }
}
