package dev.azimuth.discovery;

import dev.azimuth.dataset.ContrastivePairs;
import dev.azimuth.dataset.Split;
import dev.azimuth.hook.HookFilter;
import dev.azimuth.hook.HookPoint;
import dev.azimuth.model.HookedTransformer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the direction that separates the two sides of a contrast, in every layer.
 *
 * <pre>{@code DirectionSearch.on(model).of(sentiment.split(0.6, 0.2, 0.2)).meanDifference()}</pre>
 */
public final class DirectionSearch {
    private final HookedTransformer model;
    private final @Nullable Split<ContrastivePairs> data;
    private final HookFilter where;

    private DirectionSearch(HookedTransformer model, @Nullable Split<ContrastivePairs> data, HookFilter where) {
        this.model = model;
        this.data = data;
        this.where = where;
    }

    /** In {@code model}, in the residual stream after each layer unless told otherwise. */
    public static DirectionSearch on(HookedTransformer model) {
        return new DirectionSearch(model, null, HookPoint.RESID_POST);
    }

    /** Fits on the training part, chooses on the validation part, reports on the test part. */
    public DirectionSearch of(Split<ContrastivePairs> split) {
        return new DirectionSearch(model, split, where);
    }

    /** The same with 60, 20 and 20 % of the topics. */
    public DirectionSearch of(ContrastivePairs pairs) {
        return of(pairs.split(0.6, 0.2, 0.2));
    }

    /** Looks there. */
    public DirectionSearch at(HookFilter filter) {
        return new DirectionSearch(model, data, filter);
    }

    /** By the difference of the class means ({@link MeanDifference}). */
    public Directions meanDifference() {
        return fit(MeanDifference.meanDifference());
    }

    /** By the first principal component of the pairs' differences ({@link PrincipalComponent}). */
    public Directions principalComponent() {
        return fit(PrincipalComponent.ofDifferences());
    }

    /** By Fisher's linear discriminant with a shrunk covariance ({@link LinearDiscriminant}). */
    public Directions linearDiscriminant() {
        return fit(LinearDiscriminant.linearDiscriminant());
    }

    /** By a logistic regression with a cross-validated penalty ({@link LogisticProbe}). */
    public Directions logisticProbe() {
        return fit(LogisticProbe.logisticProbe());
    }

    /** By contrast-consistent search ({@link Ccs}). */
    public Directions ccs() {
        return fit(Ccs.ccs());
    }

    /** In every stream and head too, and at several tokens, to choose among them. */
    public SiteSearch everySite() {
        return SiteSearch.of(model, split());
    }

    /** By any other method, fitted at each text's last token. */
    public Directions fit(DirectionEstimator estimator) {
        return new Directions(Readings.of(model, split(), where), estimator);
    }

    private Split<ContrastivePairs> split() {
        if (data == null) {
            throw new IllegalStateException("No data to search in. Add of(contrast) before the method.");
        }
        return data;
    }

    @Override
    public String toString() {
        return "DirectionSearch on " + model.name() + " at the last token"
                + (data == null ? "" : ", of " + data.train().name());
    }
}
