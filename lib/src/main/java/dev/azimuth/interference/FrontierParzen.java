package dev.azimuth.interference;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A density over some coordinates of a space: a kernel at each point that was tried, and one that covers all of it. */
final class FrontierParzen {
    /** The widest and the narrowest kernel, in ranges. */
    private static final double WIDEST = 0.2;

    private static final double NARROWEST = 0.1;

    private final FrontierSpace space;
    private final List<FrontierTpe.Tried> centres;
    private final int[] coordinates;
    private final double[] widths;

    FrontierParzen(FrontierSpace space, List<FrontierTpe.Tried> centres, int[] coordinates) {
        this.space = space;
        this.centres = centres;
        this.coordinates = coordinates.clone();
        this.widths = new double[space.size()];
        for (int i : coordinates) {
            widths[i] = width(space.parameters().get(i), i);
        }
    }

    /** Scott's rule: narrower where the points lie close and where they are many, and less so the more dimensions they fill. */
    private double width(FrontierParameter parameter, int coordinate) {
        double range = parameter.high() - parameter.low();
        if (centres.size() < 2) {
            return WIDEST * range;
        }
        double[] values =
                centres.stream().mapToDouble(each -> each.point[coordinate]).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        double scott = Math.sqrt(variance) * Math.pow(centres.size(), -1.0 / (coordinates.length + 4));
        return Math.max(NARROWEST * range, Math.min(WIDEST * range, scott));
    }

    double[] draw(SplittableRandom random) {
        int chosen = random.nextInt(centres.size() + 1);
        double[] point = new double[space.size()];
        for (int i : coordinates) {
            FrontierParameter parameter = space.parameters().get(i);
            if (chosen == centres.size() || (parameter.discrete() && random.nextDouble() < spread(parameter))) {
                point[i] = parameter.draw(random);
            } else if (parameter.discrete()) {
                point[i] = centres.get(chosen).point[i];
            } else {
                point[i] = near(parameter, centres.get(chosen).point[i], widths[i], random);
            }
        }
        return point;
    }

    /** How much of a discrete kernel is spread evenly over all choices: as much as if each had been seen once more. */
    private double spread(FrontierParameter parameter) {
        return parameter.choices() / (parameter.choices() + centres.size() + 1.0);
    }

    /** A normal number about {@code centre} that falls into the range. */
    private double near(FrontierParameter parameter, double centre, double width, SplittableRandom random) {
        double value;
        do {
            value = centre + width * random.nextGaussian();
        } while (value < parameter.low() || value > parameter.high());
        return value;
    }

    double logDensity(double[] point) {
        double sum = Math.exp(logUniform());
        for (FrontierTpe.Tried centre : centres) {
            double log = 0;
            for (int i : coordinates) {
                log += Math.log(kernel(space.parameters().get(i), widths[i], centre.point[i], point[i]));
            }
            sum += Math.exp(log);
        }
        return Math.log(sum / (centres.size() + 1));
    }

    private double logUniform() {
        double log = 0;
        for (int i : coordinates) {
            FrontierParameter p = space.parameters().get(i);
            log -= Math.log(p.discrete() ? p.choices() : p.high() - p.low());
        }
        return log;
    }

    private double kernel(FrontierParameter parameter, double scale, double centre, double value) {
        if (parameter.discrete()) {
            double spread = spread(parameter);
            return spread / parameter.choices() + (centre == value ? 1 - spread : 0);
        }
        double inside = cdf((parameter.high() - centre) / scale) - cdf((parameter.low() - centre) / scale);
        double z = (value - centre) / scale;
        return Math.exp(-z * z / 2) / (Math.sqrt(2 * Math.PI) * scale * inside);
    }

    /** Of the standard normal distribution, to 1e-7 (Abramowitz and Stegun, 7.1.26). */
    private static double cdf(double x) {
        double t = 1 / (1 + 0.3275911 * Math.abs(x) / Math.sqrt(2));
        double poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        double erf = 1 - poly * Math.exp(-x * x / 2);
        return 0.5 * (1 + Math.signum(x) * erf);
    }
}
