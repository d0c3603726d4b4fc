package dev.azimuth.direction;

import dev.azimuth.hook.HookName;
import dev.azimuth.tensor.Vectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A direction in the residual stream along which a concept is represented: a unit vector, where it was found, and how
 * far apart the two classes lie along it.
 */
public final class Direction {
    private final String name;
    private final String method;
    private final HookName site;
    private final float[] unit;
    private final double gap;
    private final float[] difference;

    private Direction(String name, String method, HookName site, float[] unit, double gap, float[] difference) {
        this.name = name;
        this.method = method;
        this.site = site;
        this.unit = unit;
        this.gap = gap;
        this.difference = difference;
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
        if (name.isBlank() || !(gap > 0) || Double.isInfinite(gap)) {
            throw new IllegalArgumentException("A direction needs a name and a gap above 0; given were '" + name
                    + "' and " + gap + ". Where there are no classes, the gap is 1.");
        }
        float[] unit = Vectors.unit(vector);
        return new Direction(name, method, site, unit, gap, Vectors.scaled(unit, gap));
    }

    /**
     * The direction of {@code vector}, whose gap is that of the class means along it.
     *
     * @param vector {@code [d_model]}, of any length above 0
     * @param difference {@code μ⁺ − μ⁻}, {@code [d_model]}; not orthogonal to the vector
     */
    public static Direction ofClasses(String name, String method, HookName site, float[] vector, float[] difference) {
        float[] unit = Vectors.unit(vector);
        Direction checked = of(name, method, site, unit, Math.abs(Vectors.dot(unit, difference)));
        return new Direction(name, method, site, unit, checked.gap, difference.clone());
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

    /** The cosine with another direction, whatever their layers. */
    public double cosine(Direction other) {
        return Vectors.cosine(unit, other.unit);
    }

    /** Each row's coordinate along it. */
    public double[] project(float[][] rows) {
        return Vectors.project(rows, unit);
    }

    /** This direction without its part along {@code axis}, which is called {@code what}. */
    public Direction orthogonalTo(String what, float[] axis) {
        float[] rest = Vectors.without(unit, axis);
        if (Vectors.norm(rest) < 1e-3) {
            throw new IllegalArgumentException(
                    name + " is nearly parallel to " + what + "; nothing would be left of it that could be edited.");
        }
        return ofClasses(name, method + ", orthogonal to " + what, site, rest, difference);
    }

    @Override
    public String toString() {
        return name + " at " + site + " (" + method + ")";
    }
}
