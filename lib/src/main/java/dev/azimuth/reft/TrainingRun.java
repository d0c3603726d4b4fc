package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/** One training, from wherever it stands to its end. */
final class TrainingRun {
    private final ReftShape shape;
    private final Schedule schedule;
    private final List<Piece> pieces;
    /** What acts before the pieces, in the same places, without being trained. */
    private final List<Intervention> acting;

    private final Descent descent;

    private TrainingRun(
            ReftShape shape,
            Schedule schedule,
            List<Piece> pieces,
            List<Intervention> acting,
            Function<List<Variable>, Descent> descent) {
        this.shape = shape;
        this.schedule = schedule;
        this.pieces = pieces;
        this.acting = acting;
        this.descent = descent.apply(
                pieces.stream().flatMap(each -> each.variables().stream()).toList());
    }

    /** Trains copies of these pieces from the first step. */
    static Reft start(HookedTransformer model, Reft.Card card, Schedule schedule, List<Piece> from, List<Tokens> data) {
        return start(model, card, schedule, from, List.of(), data);
    }

    /** The same on top of what acts in the same places. */
    static Reft start(
            HookedTransformer model,
            Reft.Card card,
            Schedule schedule,
            List<Piece> from,
            List<Intervention> acting,
            List<Tokens> data) {
        List<Piece> pieces = from.stream().map(Piece::copy).toList();
        String label = "training " + card.shape().form();
        Runnable retract = () -> pieces.forEach(Piece::retract);
        return new TrainingRun(
                        card.shape(),
                        schedule,
                        pieces,
                        acting,
                        variables -> Descent.start(label, schedule, variables, retract))
                .run(model, card, data);
    }

    /** Goes on where {@code reft} was interrupted. */
    static Reft resume(HookedTransformer model, Reft reft, AdamW optimizer, List<Tokens> data) {
        Training before = reft.training();
        List<Piece> pieces = reft.pieces().stream().map(Piece::copy).toList();
        String label = "training " + reft.card().shape().form();
        Runnable retract = () -> pieces.forEach(Piece::retract);
        return new TrainingRun(
                        reft.card().shape(),
                        before.schedule(),
                        pieces,
                        List.of(),
                        variables -> Descent.resume(label, before, optimizer, variables, retract))
                .run(model, reft.card(), data);
    }

    /** @throws CancellationException when it is interrupted before there is anything new to keep */
    private Reft run(HookedTransformer model, Reft.Card card, List<Tokens> data) {
        try (Batches<Tokens, AnswerBatch> batches =
                new Batches<>(schedule, data, examples -> AnswerBatch.of(model, examples, shape))) {
            Training training = descent.run(
                    step -> batches.at(step, batch -> batch.differentiate(descent.variables(), this::hooks)),
                    Tokens.digest(data));
            return new Reft(card, pieces, training);
        }
    }

    private List<Intervention> hooks(List<NDArray> leaves) {
        List<Intervention> hooks = new ArrayList<>(acting);
        int next = 0;
        for (Piece piece : pieces) {
            int count = piece.variables().size();
            hooks.add(piece.training(leaves.subList(next, next + count)));
            next += count;
        }
        return hooks;
    }
}
