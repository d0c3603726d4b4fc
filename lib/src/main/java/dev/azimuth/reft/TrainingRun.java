package dev.azimuth.reft;

import ai.djl.ndarray.NDArray;
import dev.azimuth.hook.Intervention;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.model.LossGradient;
import dev.azimuth.model.Variable;
import dev.azimuth.progress.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** One training, from wherever it stands to its end. */
final class TrainingRun {
    private static final int BARS = 24;

    private final ReftShape shape;
    private final Schedule schedule;
    private final List<Piece> pieces;
    /** What acts before the pieces, in the same places, without being trained. */
    private final List<Intervention> acting;

    private final List<Variable> variables;
    private final AdamW optimizer;
    private final List<Double> losses = new ArrayList<>();

    private TrainingRun(
            ReftShape shape, Schedule schedule, List<Piece> pieces, List<Intervention> acting, AdamW optimizer) {
        this.shape = shape;
        this.schedule = schedule;
        this.pieces = pieces;
        this.acting = acting;
        this.variables =
                pieces.stream().flatMap(each -> each.variables().stream()).toList();
        this.optimizer = optimizer;
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
        AdamW optimizer = AdamW.of(
                pieces.stream().flatMap(each -> each.variables().stream()).toList());
        return new TrainingRun(card.shape(), schedule, pieces, acting, optimizer).run(model, card, 0, data);
    }

    /** Goes on where {@code reft} was interrupted. */
    static Reft resume(HookedTransformer model, Reft reft, AdamW optimizer, List<Tokens> data) {
        Training before = reft.training();
        TrainingRun run = new TrainingRun(
                reft.card().shape(),
                before.schedule(),
                reft.pieces().stream().map(Piece::copy).toList(),
                List.of(),
                new AdamW(optimizer.first(), optimizer.second()));
        Arrays.stream(before.losses()).forEach(run.losses::add);
        return run.run(model, reft.card(), before.seconds(), data);
    }

    /** @throws CancellationException when it is interrupted before there is anything new to keep */
    private Reft run(HookedTransformer model, Reft.Card card, double secondsBefore, List<Tokens> data) {
        int first = losses.size();
        Training.End end = Training.End.FINISHED;
        double seconds = secondsBefore;
        try (Batches batches = new Batches(model, shape, schedule, data)) {
            List<Integer> steps =
                    IntStream.range(first, schedule.steps()).boxed().toList();
            for (int step : Progress.over(steps, "training " + shape.form())) {
                long start = System.nanoTime();
                LossGradient found = batches.at(step, batch -> batch.differentiate(variables, this::hooks));
                if (!Double.isFinite(found.loss())) {
                    throw new IllegalStateException("The loss of step " + step + " is " + found.loss()
                            + ". Train at a learning rate below " + schedule.learningRate() + ".");
                }
                requireSlope(step, found);
                losses.add(found.loss());
                Progress.note(
                        String.format(Locale.ROOT, "loss %.3g ", found.loss()) + Training.sparkline(losses, BARS));
                if (found.loss() <= schedule.stopAt()) {
                    end = Training.End.AT_LOSS;
                    break;
                }
                optimizer.update(variables, found.gradients(), step, schedule.rate(step), schedule.weightDecay());
                pieces.forEach(Piece::retract);
                seconds += (System.nanoTime() - start) / 1e9;
            }
        } catch (CancellationException e) {
            if (losses.size() == first) {
                throw e;
            }
            end = Training.End.INTERRUPTED;
        }
        double[] all = losses.stream().mapToDouble(Double::doubleValue).toArray();
        AdamW kept = end == Training.End.INTERRUPTED ? optimizer : null;
        return new Reft(card, pieces, new Training(schedule, end, all, seconds, Tokens.digest(data), kept));
    }

    /** Of this many numbers, some matter to a loss; where none does, something has come between. */
    private static void requireSlope(int step, LossGradient found) {
        for (float[] gradient : found.gradients()) {
            for (float each : gradient) {
                if (each != 0) {
                    return;
                }
            }
        }
        throw new IllegalStateException("The loss of step " + step + ", " + found.loss()
                + ", does not depend on what is trained. Does another intervention overwrite it?");
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
