package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.direction.Direction;
import dev.azimuth.direction.Provenance;
import dev.azimuth.hook.HookName;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.HookedTransformer;
import dev.azimuth.progress.Progress;
import dev.azimuth.tensor.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks for the direction of a contrast in every layer, stream and head, at several tokens. All training and validation
 * activations are held while it fits: half a gigabyte for 144 pairs, six positions and a model of 135 million parameters.
 *
 * <pre>{@code DirectionSearch.on(model).of(refusal).everySite().inChat().meanDifference().choose(byAuc())}</pre>
 */
public final class SiteSearch {
    private static final List<HookPoint> STREAMS = List.of(
            HookPoint.RESID_PRE,
            HookPoint.RESID_MID,
            HookPoint.RESID_POST,
            HookPoint.ATTN_OUT,
            HookPoint.MLP_OUT,
            HookPoint.Z);
    /** More tokens than any known template puts after an instruction. */
    private static final int MOST_POSITIONS = 8;

    private final HookedTransformer model;
    private final Split<ContrastivePairs> data;
    private final List<HookPoint> streams;
    private final List<TokenPosition> positions;
    private final boolean chat;

    private SiteSearch(
            HookedTransformer model,
            Split<ContrastivePairs> data,
            List<HookPoint> streams,
            List<TokenPosition> positions,
            boolean chat) {
        this.model = model;
        this.data = data;
        this.streams = streams;
        this.positions = positions;
        this.chat = chat;
    }

    static SiteSearch of(HookedTransformer model, Split<ContrastivePairs> data) {
        return new SiteSearch(model, data, STREAMS, List.of(), false);
    }

    /**
     * Only these: {@code RESID_PRE}, {@code RESID_MID}, {@code RESID_POST}, {@code ATTN_OUT}, {@code MLP_OUT}, and {@code Z}
     * for single heads. A residual stream that two layers share counts once, under the name of the earlier one.
     */
    public SiteSearch streams(HookPoint... points) {
        for (HookPoint point : points) {
            if (!STREAMS.contains(point)) {
                throw new IllegalArgumentException("No direction is sought at " + point.label()
                        + ". There are RESID_PRE, RESID_MID, RESID_POST, ATTN_OUT, MLP_OUT and Z, for single heads.");
            }
        }
        return new SiteSearch(model, data, List.of(points), positions, chat);
    }

    /**
     * Only at these tokens. Unless told, at each token that the chat template puts after an instruction, or at the last where
     * there is no template, and at the mean.
     */
    public SiteSearch positions(TokenPosition... chosen) {
        return new SiteSearch(model, data, streams, List.of(chosen), chat);
    }

    /** With each text as a chat in which the assistant is to speak next, instead of a user's turn alone. */
    public SiteSearch inChat() {
        return new SiteSearch(model, data, streams, positions, true);
    }

    /** By the difference of the class means ({@link MeanDifference}). */
    public SiteGrid meanDifference() {
        return fit(MeanDifference.meanDifference());
    }

    /** By any other method. */
    public SiteGrid fit(DirectionEstimator estimator) {
        List<Site> sites = sites();
        PairReader reader = new PairReader(model, chat ? model::asChat : model::asUserTurn);
        Map<Site, PairedRows> train = reader.read(data.train(), sites);
        Map<Site, PairedRows> validation = reader.read(data.validation(), sites);
        HeadOutput output = new HeadOutput(model);
        AttentionSink sink = AttentionSink.of(model);
        List<SiteDirection> found = new ArrayList<>();
        for (Site site : Progress.over(sites, "fitting by " + estimator.method())) {
            PairedRows rows = rows(train, site);
            // Where every text ends in the same token, the first places cannot tell the classes apart.
            if (Vectors.norm(rows.meanDifference()) > 0) {
                float[] axis = estimator.fit(rows);
                Direction direction = direction(site, estimator, axis, rows.meanDifference(), output);
                Provenance known = Provenance.of(model, data.train()).sink(sink.overlap(direction));
                Separability validated = Separability.of(rows(validation, site), axis);
                found.add(new SiteDirection(site, axis, direction.with(known), validated));
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("Both sides of " + data.train().name() + " look the same at all "
                    + sites.size() + " sites. Search in later layers, or at other tokens.");
        }
        return new SiteGrid(model, data, estimator, reader, sink, found);
    }

    private static PairedRows rows(Map<Site, PairedRows> read, Site site) {
        PairedRows rows = read.get(site);
        if (rows == null) {
            throw new IllegalStateException("Nothing was read at " + site + ".");
        }
        return rows;
    }

    /** What a head adds is part of {@code hook_attn_out}, so that is where its direction belongs. */
    private Direction direction(
            Site site, DirectionEstimator estimator, float[] axis, float[] difference, HeadOutput output) {
        String method = estimator.method()
                + (site.isHead() ? ", through head " + site.head() : "")
                + (site.position().equals(TokenPosition.LAST) ? "" : ", token " + site.position());
        UnaryOperator<float[]> written = vector -> site.isHead() ? output.of(site, vector) : vector;
        return Direction.ofClasses(
                data.train().name(),
                method,
                site.isHead() ? HookName.attnOut(site.layer()) : site.hook(),
                written.apply(axis),
                written.apply(difference));
    }

    private List<Site> sites() {
        List<TokenPosition> at = positions.isEmpty() ? templatePositions() : positions;
        List<Site> sites = model.hookNames().stream()
                .filter(name -> streams.contains(name.point()) && !isShared(name))
                .flatMap(name -> heads(name).boxed().flatMap(head -> at.stream().map(p -> new Site(name, head, p))))
                .toList();
        if (sites.isEmpty()) {
            throw new IllegalArgumentException(
                    "This " + model.config().family() + " model has none of " + streams + ". Choose other streams.");
        }
        return sites;
    }

    private IntStream heads(HookName name) {
        return name.point() == HookPoint.Z ? IntStream.range(0, model.config().nHeads()) : IntStream.of(Site.NO_HEAD);
    }

    /** A block finds the residual stream as the one before has left it. */
    private boolean isShared(HookName name) {
        return name.point() == HookPoint.RESID_PRE && name.layer() > 0 && streams.contains(HookPoint.RESID_POST);
    }

    /** The tokens with which two turns end that have nothing else in common. */
    private List<TokenPosition> templatePositions() {
        UnaryOperator<String> written = chat ? model::asChat : model::asUserTurn;
        int[] one = model.tokenizer().encode(written.apply("x"));
        int[] other = model.tokenizer().encode(written.apply("7 ?"));
        int common = 0;
        while (common < Math.min(MOST_POSITIONS, Math.min(one.length, other.length) - 1)
                && one[one.length - 1 - common] == other[other.length - 1 - common]) {
            common++;
        }
        return Stream.concat(
                        IntStream.rangeClosed(1, Math.max(1, common)).mapToObj(TokenPosition::fromEnd),
                        Stream.of(TokenPosition.MEAN))
                .toList();
    }

    @Override
    public String toString() {
        return "SiteSearch on " + model.name() + ", of " + data.train().name() + ", at "
                + Arrays.toString(streams.stream().map(HookPoint::suffix).toArray()) + " and tokens "
                + (positions.isEmpty() ? templatePositions() : positions) + (chat ? " of a chat" : "");
    }
}
