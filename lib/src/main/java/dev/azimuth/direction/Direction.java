package dev.azimuth.direction;

import dev.azimuth.hook.HookName;
import dev.azimuth.plot.Tabular;
import dev.azimuth.tensor.Vectors;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.Table;

/**
 * A direction in the residual stream along which a concept is represented: a unit vector, where it was found, and how
 * far apart the two classes lie along it. Its natural length is that gap: sums and multiples are of {@code gap·v̂}.
 */
public final class Direction implements Tabular {
    private final String name;
    private final String method;
    private final HookName site;
    private final float[] unit;
    private final double gap;
    private final float[] difference;
    private final Provenance provenance;

    private Direction(
            String name,
            String method,
            HookName site,
            float[] unit,
            double gap,
            float[] difference,
            Provenance provenance) {
        if (name.isBlank() || !(gap > 0) || Double.isInfinite(gap)) {
            throw new IllegalArgumentException("A direction needs a name and a gap above 0; given were '" + name
                    + "' and " + gap + ". Where there are no classes, the gap is 1.");
        }
        this.name = name;
        this.method = method;
        this.site = site;
        this.unit = unit;
        this.gap = gap;
        this.difference = difference;
        this.provenance = provenance;
    }

    /**
     * The direction of {@code vector}, with the class means no further apart than they are along it, as for a mean
     * difference; {@link #ofClasses} where they may be.
     *
     * @param name of the concept, such as {@code sentiment}
     * @param method how it was found, such as {@code mean difference}
     * @param site where it was found
     * @param vector {@code [d_model]}, of any length above 0
     * @param gap distance of the class means along it, in the units of the activations; 1 where there are no classes
     */
    public static Direction of(String name, String method, HookName site, float[] vector, double gap) {
        return ofUnit(name, method, site, Vectors.unit(vector), gap);
    }

    /**
     * The direction of {@code vector}, whose gap is that of the class means along it.
     *
     * @param vector {@code [d_model]}, of any length above 0
     * @param difference {@code μ⁺ − μ⁻}, {@code [d_model]}; not orthogonal to the vector
     */
    public static Direction ofClasses(String name, String method, HookName site, float[] vector, float[] difference) {
        float[] unit = Vectors.unit(vector);
        double gap = Math.abs(Vectors.dot(unit, difference));
        return new Direction(name, method, site, unit, gap, difference.clone(), Provenance.UNKNOWN);
    }

    /** The same of a vector that has unit length already and keeps its bits. */
    static Direction ofUnit(String name, String method, HookName site, float[] unit, double gap) {
        float[] difference = Vectors.scaled(unit, gap);
        return new Direction(name, method, site, unit.clone(), gap, difference, Provenance.UNKNOWN);
    }

    /** The same direction, with what is known of where it comes from. */
    public Direction with(Provenance known) {
        return new Direction(name, method, site, unit, gap, difference, known);
    }

    /** The same direction under another name. */
    public Direction named(String other) {
        return new Direction(other, method, site, unit, gap, difference, provenance);
    }

    /**
     * Checks that it can be used where vectors have {@code width} numbers.
     *
     * @throws IllegalArgumentException when it cannot, as when it comes from another model
     */
    public void requireWidth(long width) {
        if (unit.length != width) {
            throw new IllegalArgumentException(
                    "The direction " + name + " has " + unit.length + " numbers, but what it is to act on has " + width
                            + ". Was it found in another model, or not in the residual stream?");
        }
    }

    /** The concept. */
    public String name() {
        return name;
    }

    /** How it was found. */
    public String method() {
        return method;
    }

    /** Where it was found. */
    public HookName site() {
        return site;
    }

    /** The layer in which it was found. */
    public int layer() {
        return site.layer();
    }

    /** The unit vector, {@code [d_model]}. */
    public INDArray vector() {
        return Nd4j.create(unit.clone());
    }

    /** The same without ND4J. */
    public float[] unit() {
        return unit.clone();
    }

    /** Distance of the class means along it, in the units of the activations. */
    public double gap() {
        return gap;
    }

    /** Where it comes from and how good it is. */
    public Provenance provenance() {
        return provenance;
    }

    /** The cosine with another direction, whatever their layers. */
    public double cosine(Direction other) {
        return Vectors.cosine(unit, other.unit);
    }

    /** Each row's coordinate along it. */
    public double[] project(float[][] rows) {
        return Vectors.project(rows, unit);
    }

    /** The other directions by |cosine|, nearest first, whatever their layers: name, site and cosine. */
    public Table nearest(Collection<Direction> others) {
        return Neighbours.table(this, Neighbours.of(this, others));
    }

    /** The opposite direction, for the absence of the concept. */
    public Direction negated() {
        return new Direction(
                "−" + name,
                method + ", negated",
                site,
                Vectors.scaled(unit, -1),
                gap,
                Vectors.scaled(difference, -1),
                provenance.mirrored());
    }

    /** This direction at {@code factor} times its strength, its gap; negated where the factor is below 0. */
    public Direction scaled(double factor) {
        if (factor == 0 || !Double.isFinite(factor)) {
            throw new IllegalArgumentException("A direction cannot be scaled by " + factor + ".");
        }
        Direction signed = factor < 0 ? negated() : this;
        double size = Math.abs(factor);
        return new Direction(
                signed.name,
                signed.method + ", scaled by " + size,
                site,
                signed.unit,
                gap * size,
                Vectors.scaled(signed.difference, size),
                signed.provenance);
    }

    /** {@code gap·v̂ + gap'·v̂'}, at the site of this one. */
    public Direction plus(Direction other) {
        return Combination.sum(this, other);
    }

    /** {@code gap·v̂ − gap'·v̂'}, at the site of this one. */
    public Direction minus(Direction other) {
        return Combination.sum(this, other.negated());
    }

    /**
     * What lies in {@code layer} on the way from this direction to one of another layer: on the great circle between the
     * unit vectors, with the gap growing by equal factors.
     *
     * @throws IllegalArgumentException when the layer is not between theirs or the hook points differ
     */
    public Direction interpolated(Direction other, int layer) {
        return Combination.between(this, other, layer);
    }

    /** This direction without its part along another. */
    public Direction orthogonalTo(Direction other) {
        return orthogonalTo(other.toString(), other.unit);
    }

    /** This direction without its part along {@code axis}, which is called {@code what}. */
    public Direction orthogonalTo(String what, float[] axis) {
        float[] rest = Vectors.without(unit, axis);
        if (Vectors.norm(rest) < 1e-3) {
            throw new IllegalArgumentException(
                    name + " is nearly parallel to " + what + "; nothing would be left of it that could be edited.");
        }
        return ofClasses(name, method + ", orthogonal to " + what, site, rest, difference)
                .with(provenance.derived());
    }

    /** Its feature card, which can be saved. */
    public FeatureCard card() {
        return FeatureCard.of(this);
    }

    /** What its card says. */
    @Override
    public Table table() {
        return card().table();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Direction that
                && name.equals(that.name)
                && method.equals(that.method)
                && site.equals(that.site)
                && Arrays.equals(unit, that.unit)
                && Double.compare(gap, that.gap) == 0
                && provenance.equals(that.provenance);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, method, site, Arrays.hashCode(unit), gap, provenance);
    }

    @Override
    public String toString() {
        return name + " at " + site + " (" + method + ")";
    }
}
