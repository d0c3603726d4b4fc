package dev.azimuth.superposition;

import java.util.stream.IntStream;

/** The arrangements that features of equal importance fall into, by how many share how many dimensions. */
public enum Polytope {
    /** A dimension of its own. */
    ORTHOGONAL("orthogonal: 1", 1),
    /** Four features in three dimensions. */
    TETRAHEDRON("tetrahedron: 3/4", 3 / 4.0),
    /** Three in two. */
    TRIANGLE("triangle: 2/3", 2 / 3.0),
    /** Two, opposite each other, in one. */
    DIGON("digon: 1/2", 1 / 2.0),
    /** Five in two. */
    PENTAGON("pentagon: 2/5", 2 / 5.0),
    /** Eight in three: two squares, one turned by 45° above the other. */
    SQUARE_ANTIPRISM("square antiprism: 3/8", 3 / 8.0);

    private final String label;
    private final double dimensionality;

    Polytope(String label, double dimensionality) {
        this.label = label;
        this.dimensionality = dimensionality;
    }

    /** Its name and what each of its features has of a dimension. */
    public String label() {
        return label;
    }

    /** What each of its features has of a dimension. */
    public double dimensionality() {
        return dimensionality;
    }

    /** Its corners, {@code [features, dimensions]}. */
    public double[][] vertices() {
        return switch (this) {
            case ORTHOGONAL -> new double[][] {{1}};
            case TETRAHEDRON -> new double[][] {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};
            case TRIANGLE -> polygon(3);
            case DIGON -> new double[][] {{1}, {-1}};
            case PENTAGON -> polygon(5);
            case SQUARE_ANTIPRISM -> antiprism();
        };
    }

    private static double[][] polygon(int corners) {
        return IntStream.range(0, corners)
                .mapToDouble(i -> 2 * Math.PI * i / corners)
                .mapToObj(angle -> new double[] {Math.cos(angle), Math.sin(angle)})
                .toArray(double[][]::new);
    }

    /** At a height of 1/√3 all three axes carry the same. */
    private static double[][] antiprism() {
        double height = 1 / Math.sqrt(3);
        double radius = Math.sqrt(2 / 3.0);
        return IntStream.range(0, 8)
                .mapToObj(i -> {
                    double angle = Math.PI * i / 4;
                    double side = i % 2 == 0 ? height : -height;
                    return new double[] {radius * Math.cos(angle), radius * Math.sin(angle), side};
                })
                .toArray(double[][]::new);
    }
}
