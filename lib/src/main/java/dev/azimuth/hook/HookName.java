package dev.azimuth.hook;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One place in a model, written as TransformerLens writes it: {@code blocks.7.attn.hook_z}.
 *
 * <p>The factories read like the field's glossary; without a layer they mean every layer.
 *
 * @param layer counted from 0; {@link #NO_LAYER} for the embedding, which stands before all layers
 */
public record HookName(HookPoint point, int layer) implements HookFilter {
    /** The layer of what belongs to none. */
    public static final int NO_LAYER = -1;

    private static final Pattern IN_BLOCK = Pattern.compile("blocks\\.(\\d{1,4})\\.(.+)");

    public HookName {
        if (point.isPerLayer() ? layer < 0 : layer != NO_LAYER) {
            throw new IllegalArgumentException(
                    point.suffix() + (point.isPerLayer() ? " needs a layer from 0 up, not " + layer : " has no layer"));
        }
    }

    /**
     * Reads TransformerLens's spelling.
     *
     * @throws IllegalArgumentException for a name that is none, listing those that are
     */
    public static HookName hook(String name) {
        Matcher inBlock = IN_BLOCK.matcher(name);
        boolean perLayer = inBlock.matches();
        return HookPoint.ofSuffix(perLayer ? inBlock.group(2) : name)
                .filter(point -> point.isPerLayer() == perLayer)
                .map(point -> new HookName(point, perLayer ? Integer.parseInt(inBlock.group(1)) : NO_LAYER))
                .orElseThrow(() -> new IllegalArgumentException("No hook point is called '" + name + "'. There are "
                        + Arrays.stream(HookPoint.values())
                                .map(p -> (p.isPerLayer() ? "blocks.N." : "") + p.suffix())
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    @Override
    public boolean matches(HookName name) {
        return equals(name);
    }

    @Override
    public String label() {
        return toString();
    }

    @Override
    public String toString() {
        return point.isPerLayer() ? "blocks." + layer + "." + point.suffix() : point.suffix();
    }

    /** {@link HookPoint#EMBED}. */
    public static HookName embed() {
        return new HookName(HookPoint.EMBED, NO_LAYER);
    }

    /** {@link HookPoint#RESID_PRE} of every layer. */
    public static HookPoint residPre() {
        return HookPoint.RESID_PRE;
    }

    /** {@link HookPoint#RESID_PRE} of one layer. */
    public static HookName residPre(int layer) {
        return new HookName(HookPoint.RESID_PRE, layer);
    }

    /** {@link HookPoint#RESID_MID} of every layer. */
    public static HookPoint residMid() {
        return HookPoint.RESID_MID;
    }

    /** {@link HookPoint#RESID_MID} of one layer. */
    public static HookName residMid(int layer) {
        return new HookName(HookPoint.RESID_MID, layer);
    }

    /** {@link HookPoint#RESID_POST} of every layer. */
    public static HookPoint residPost() {
        return HookPoint.RESID_POST;
    }

    /** {@link HookPoint#RESID_POST} of one layer. */
    public static HookName residPost(int layer) {
        return new HookName(HookPoint.RESID_POST, layer);
    }

    /** {@link HookPoint#Q} of every layer. */
    public static HookPoint q() {
        return HookPoint.Q;
    }

    /** {@link HookPoint#Q} of one layer. */
    public static HookName q(int layer) {
        return new HookName(HookPoint.Q, layer);
    }

    /** {@link HookPoint#K} of every layer. */
    public static HookPoint k() {
        return HookPoint.K;
    }

    /** {@link HookPoint#K} of one layer. */
    public static HookName k(int layer) {
        return new HookName(HookPoint.K, layer);
    }

    /** {@link HookPoint#V} of every layer. */
    public static HookPoint v() {
        return HookPoint.V;
    }

    /** {@link HookPoint#V} of one layer. */
    public static HookName v(int layer) {
        return new HookName(HookPoint.V, layer);
    }

    /** {@link HookPoint#Z} of every layer. */
    public static HookPoint z() {
        return HookPoint.Z;
    }

    /** {@link HookPoint#Z} of one layer. */
    public static HookName z(int layer) {
        return new HookName(HookPoint.Z, layer);
    }

    /** {@link HookPoint#ATTN_SCORES} of every layer. */
    public static HookPoint attnScores() {
        return HookPoint.ATTN_SCORES;
    }

    /** {@link HookPoint#ATTN_SCORES} of one layer. */
    public static HookName attnScores(int layer) {
        return new HookName(HookPoint.ATTN_SCORES, layer);
    }

    /** {@link HookPoint#PATTERN} of every layer. */
    public static HookPoint pattern() {
        return HookPoint.PATTERN;
    }

    /** {@link HookPoint#PATTERN} of one layer. */
    public static HookName pattern(int layer) {
        return new HookName(HookPoint.PATTERN, layer);
    }

    /** {@link HookPoint#RESULT} of every layer. */
    public static HookPoint result() {
        return HookPoint.RESULT;
    }

    /** {@link HookPoint#RESULT} of one layer. */
    public static HookName result(int layer) {
        return new HookName(HookPoint.RESULT, layer);
    }

    /** {@link HookPoint#ATTN_OUT} of every layer. */
    public static HookPoint attnOut() {
        return HookPoint.ATTN_OUT;
    }

    /** {@link HookPoint#ATTN_OUT} of one layer. */
    public static HookName attnOut(int layer) {
        return new HookName(HookPoint.ATTN_OUT, layer);
    }

    /** {@link HookPoint#MLP_OUT} of every layer. */
    public static HookPoint mlpOut() {
        return HookPoint.MLP_OUT;
    }

    /** {@link HookPoint#MLP_OUT} of one layer. */
    public static HookName mlpOut(int layer) {
        return new HookName(HookPoint.MLP_OUT, layer);
    }

    /** {@link HookPoint#MLP_PRE} of every layer. */
    public static HookPoint mlpPre() {
        return HookPoint.MLP_PRE;
    }

    /** {@link HookPoint#MLP_PRE} of one layer. */
    public static HookName mlpPre(int layer) {
        return new HookName(HookPoint.MLP_PRE, layer);
    }

    /** {@link HookPoint#MLP_POST} of every layer. */
    public static HookPoint mlpPost() {
        return HookPoint.MLP_POST;
    }

    /** {@link HookPoint#MLP_POST} of one layer. */
    public static HookName mlpPost(int layer) {
        return new HookName(HookPoint.MLP_POST, layer);
    }
}
