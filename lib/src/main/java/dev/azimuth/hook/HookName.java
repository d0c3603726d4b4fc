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
 * @param layer counted from 0; {@link #NO_LAYER} for what belongs to none, such as the embedding
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
    public HookFilter inEveryLayer() {
        return point;
    }

    @Override
    public String toString() {
        return point.isPerLayer() ? "blocks." + layer + "." + point.suffix() : point.suffix();
    }

    /** {@link HookPoint#EMBED}. */
    public static HookName embed() {
        return new HookName(HookPoint.EMBED, NO_LAYER);
    }

    /** {@link HookPoint#POS_EMBED}. */
    public static HookName posEmbed() {
        return new HookName(HookPoint.POS_EMBED, NO_LAYER);
    }

    /** {@link HookPoint#RESID_PRE} of every layer. */
    public static HookPoint residPre() {
        return HookPoint.RESID_PRE;
    }

    /** {@link HookPoint#RESID_PRE} of one layer. */
    public static HookName residPre(int layer) {
        return HookPoint.RESID_PRE.at(layer);
    }

    /** {@link HookPoint#Q_INPUT} of every layer. */
    public static HookPoint qInput() {
        return HookPoint.Q_INPUT;
    }

    /** {@link HookPoint#Q_INPUT} of one layer. */
    public static HookName qInput(int layer) {
        return HookPoint.Q_INPUT.at(layer);
    }

    /** {@link HookPoint#K_INPUT} of every layer. */
    public static HookPoint kInput() {
        return HookPoint.K_INPUT;
    }

    /** {@link HookPoint#K_INPUT} of one layer. */
    public static HookName kInput(int layer) {
        return HookPoint.K_INPUT.at(layer);
    }

    /** {@link HookPoint#V_INPUT} of every layer. */
    public static HookPoint vInput() {
        return HookPoint.V_INPUT;
    }

    /** {@link HookPoint#V_INPUT} of one layer. */
    public static HookName vInput(int layer) {
        return HookPoint.V_INPUT.at(layer);
    }

    /** {@link HookPoint#LN1_SCALE} of every layer. */
    public static HookPoint ln1Scale() {
        return HookPoint.LN1_SCALE;
    }

    /** {@link HookPoint#LN1_SCALE} of one layer. */
    public static HookName ln1Scale(int layer) {
        return HookPoint.LN1_SCALE.at(layer);
    }

    /** {@link HookPoint#LN1_NORMALIZED} of every layer. */
    public static HookPoint ln1Normalized() {
        return HookPoint.LN1_NORMALIZED;
    }

    /** {@link HookPoint#LN1_NORMALIZED} of one layer. */
    public static HookName ln1Normalized(int layer) {
        return HookPoint.LN1_NORMALIZED.at(layer);
    }

    /** {@link HookPoint#Q} of every layer. */
    public static HookPoint q() {
        return HookPoint.Q;
    }

    /** {@link HookPoint#Q} of one layer. */
    public static HookName q(int layer) {
        return HookPoint.Q.at(layer);
    }

    /** {@link HookPoint#K} of every layer. */
    public static HookPoint k() {
        return HookPoint.K;
    }

    /** {@link HookPoint#K} of one layer. */
    public static HookName k(int layer) {
        return HookPoint.K.at(layer);
    }

    /** {@link HookPoint#V} of every layer. */
    public static HookPoint v() {
        return HookPoint.V;
    }

    /** {@link HookPoint#V} of one layer. */
    public static HookName v(int layer) {
        return HookPoint.V.at(layer);
    }

    /** {@link HookPoint#ROT_Q} of every layer. */
    public static HookPoint rotQ() {
        return HookPoint.ROT_Q;
    }

    /** {@link HookPoint#ROT_Q} of one layer. */
    public static HookName rotQ(int layer) {
        return HookPoint.ROT_Q.at(layer);
    }

    /** {@link HookPoint#ROT_K} of every layer. */
    public static HookPoint rotK() {
        return HookPoint.ROT_K;
    }

    /** {@link HookPoint#ROT_K} of one layer. */
    public static HookName rotK(int layer) {
        return HookPoint.ROT_K.at(layer);
    }

    /** {@link HookPoint#ATTN_SCORES} of every layer. */
    public static HookPoint attnScores() {
        return HookPoint.ATTN_SCORES;
    }

    /** {@link HookPoint#ATTN_SCORES} of one layer. */
    public static HookName attnScores(int layer) {
        return HookPoint.ATTN_SCORES.at(layer);
    }

    /** {@link HookPoint#PATTERN} of every layer. */
    public static HookPoint pattern() {
        return HookPoint.PATTERN;
    }

    /** {@link HookPoint#PATTERN} of one layer. */
    public static HookName pattern(int layer) {
        return HookPoint.PATTERN.at(layer);
    }

    /** {@link HookPoint#Z} of every layer. */
    public static HookPoint z() {
        return HookPoint.Z;
    }

    /** {@link HookPoint#Z} of one layer. */
    public static HookName z(int layer) {
        return HookPoint.Z.at(layer);
    }

    /** {@link HookPoint#RESULT} of every layer. */
    public static HookPoint result() {
        return HookPoint.RESULT;
    }

    /** {@link HookPoint#RESULT} of one layer. */
    public static HookName result(int layer) {
        return HookPoint.RESULT.at(layer);
    }

    /** {@link HookPoint#LN1_POST_SCALE} of every layer. */
    public static HookPoint ln1PostScale() {
        return HookPoint.LN1_POST_SCALE;
    }

    /** {@link HookPoint#LN1_POST_SCALE} of one layer. */
    public static HookName ln1PostScale(int layer) {
        return HookPoint.LN1_POST_SCALE.at(layer);
    }

    /** {@link HookPoint#LN1_POST_NORMALIZED} of every layer. */
    public static HookPoint ln1PostNormalized() {
        return HookPoint.LN1_POST_NORMALIZED;
    }

    /** {@link HookPoint#LN1_POST_NORMALIZED} of one layer. */
    public static HookName ln1PostNormalized(int layer) {
        return HookPoint.LN1_POST_NORMALIZED.at(layer);
    }

    /** {@link HookPoint#ATTN_OUT} of every layer. */
    public static HookPoint attnOut() {
        return HookPoint.ATTN_OUT;
    }

    /** {@link HookPoint#ATTN_OUT} of one layer. */
    public static HookName attnOut(int layer) {
        return HookPoint.ATTN_OUT.at(layer);
    }

    /** {@link HookPoint#RESID_MID} of every layer. */
    public static HookPoint residMid() {
        return HookPoint.RESID_MID;
    }

    /** {@link HookPoint#RESID_MID} of one layer. */
    public static HookName residMid(int layer) {
        return HookPoint.RESID_MID.at(layer);
    }

    /** {@link HookPoint#MLP_IN} of every layer. */
    public static HookPoint mlpIn() {
        return HookPoint.MLP_IN;
    }

    /** {@link HookPoint#MLP_IN} of one layer. */
    public static HookName mlpIn(int layer) {
        return HookPoint.MLP_IN.at(layer);
    }

    /** {@link HookPoint#LN2_SCALE} of every layer. */
    public static HookPoint ln2Scale() {
        return HookPoint.LN2_SCALE;
    }

    /** {@link HookPoint#LN2_SCALE} of one layer. */
    public static HookName ln2Scale(int layer) {
        return HookPoint.LN2_SCALE.at(layer);
    }

    /** {@link HookPoint#LN2_NORMALIZED} of every layer. */
    public static HookPoint ln2Normalized() {
        return HookPoint.LN2_NORMALIZED;
    }

    /** {@link HookPoint#LN2_NORMALIZED} of one layer. */
    public static HookName ln2Normalized(int layer) {
        return HookPoint.LN2_NORMALIZED.at(layer);
    }

    /** {@link HookPoint#MLP_PRE} of every layer. */
    public static HookPoint mlpPre() {
        return HookPoint.MLP_PRE;
    }

    /** {@link HookPoint#MLP_PRE} of one layer. */
    public static HookName mlpPre(int layer) {
        return HookPoint.MLP_PRE.at(layer);
    }

    /** {@link HookPoint#MLP_PRE_LINEAR} of every layer. */
    public static HookPoint mlpPreLinear() {
        return HookPoint.MLP_PRE_LINEAR;
    }

    /** {@link HookPoint#MLP_PRE_LINEAR} of one layer. */
    public static HookName mlpPreLinear(int layer) {
        return HookPoint.MLP_PRE_LINEAR.at(layer);
    }

    /** {@link HookPoint#MLP_POST} of every layer. */
    public static HookPoint mlpPost() {
        return HookPoint.MLP_POST;
    }

    /** {@link HookPoint#MLP_POST} of one layer. */
    public static HookName mlpPost(int layer) {
        return HookPoint.MLP_POST.at(layer);
    }

    /** {@link HookPoint#LN2_POST_SCALE} of every layer. */
    public static HookPoint ln2PostScale() {
        return HookPoint.LN2_POST_SCALE;
    }

    /** {@link HookPoint#LN2_POST_SCALE} of one layer. */
    public static HookName ln2PostScale(int layer) {
        return HookPoint.LN2_POST_SCALE.at(layer);
    }

    /** {@link HookPoint#LN2_POST_NORMALIZED} of every layer. */
    public static HookPoint ln2PostNormalized() {
        return HookPoint.LN2_POST_NORMALIZED;
    }

    /** {@link HookPoint#LN2_POST_NORMALIZED} of one layer. */
    public static HookName ln2PostNormalized(int layer) {
        return HookPoint.LN2_POST_NORMALIZED.at(layer);
    }

    /** {@link HookPoint#MLP_OUT} of every layer. */
    public static HookPoint mlpOut() {
        return HookPoint.MLP_OUT;
    }

    /** {@link HookPoint#MLP_OUT} of one layer. */
    public static HookName mlpOut(int layer) {
        return HookPoint.MLP_OUT.at(layer);
    }

    /** {@link HookPoint#RESID_POST} of every layer. */
    public static HookPoint residPost() {
        return HookPoint.RESID_POST;
    }

    /** {@link HookPoint#RESID_POST} of one layer. */
    public static HookName residPost(int layer) {
        return HookPoint.RESID_POST.at(layer);
    }

    /** {@link HookPoint#LN_FINAL_SCALE}. */
    public static HookName lnFinalScale() {
        return new HookName(HookPoint.LN_FINAL_SCALE, NO_LAYER);
    }

    /** {@link HookPoint#LN_FINAL_NORMALIZED}. */
    public static HookName lnFinalNormalized() {
        return new HookName(HookPoint.LN_FINAL_NORMALIZED, NO_LAYER);
    }

    /** {@link HookPoint#LOGITS}. */
    public static HookName logits() {
        return new HookName(HookPoint.LOGITS, NO_LAYER);
    }
}
