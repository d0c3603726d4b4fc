package dev.azimuth.intervention;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** How an edit's strength is spread over its layers: what the strength is multiplied by in each. */
public sealed interface Schedule {
    /** The factor in a layer; {@code layers} tells how many layers there are. */
    double at(int layer, IntSupplier layers);

    /** The whole strength in every layer. */
    static Schedule constant() {
        return new Constant();
    }

    /** The same in each layer, so that it is the whole strength in all together. */
    static Schedule shared() {
        return new Shared();
    }

    /**
     * Most in the layer {@code peak}, falling in a straight line to {@code least} at {@code distance} layers from it, and 0
     * further away.
     *
     * @param peak may lie between layers
     */
    static Schedule kernel(double peak, double most, double least, double distance) {
        return new Kernel(peak, most, least, distance);
    }

    /** These factors, by layer; 0 in all others. */
    static Schedule perLayer(Map<Integer, Double> factors) {
        return new PerLayer(new TreeMap<>(factors));
    }

    /** See {@link #constant()}. */
    record Constant() implements Schedule {
        @Override
        public double at(int layer, IntSupplier layers) {
            return 1;
        }

        @Override
        public String toString() {
            return "the same in every layer";
        }
    }

    /** See {@link #shared()}. */
    record Shared() implements Schedule {
        @Override
        public double at(int layer, IntSupplier layers) {
            return 1.0 / layers.getAsInt();
        }

        @Override
        public String toString() {
            return "shared evenly by the layers";
        }
    }

    /** See {@link #kernel}. */
    record Kernel(double peak, double most, double least, double distance) implements Schedule {
        /** Refuses a kernel that is nowhere. */
        public Kernel {
            if (!(distance > 0) || !Double.isFinite(distance + peak + most + least)) {
                throw new IllegalArgumentException("A kernel about layer " + peak + " from " + most + " to " + least
                        + " cannot reach over a distance of " + distance
                        + " layers. All must be finite, the distance above 0.");
            }
        }

        @Override
        public double at(int layer, IntSupplier layers) {
            double share = Math.abs(layer - peak) / distance;
            return share > 1 ? 0 : most + share * (least - most);
        }

        @Override
        public String toString() {
            return "from " + most + " in layer " + peak + " to " + least + " at " + distance + " layers from it";
        }
    }

    /** See {@link #perLayer}. */
    record PerLayer(SortedMap<Integer, Double> factors) implements Schedule {
        /** Copies the map. */
        public PerLayer {
            factors = Collections.unmodifiableSortedMap(new TreeMap<>(factors));
            factors.forEach((layer, factor) -> {
                if (layer < 0 || !Double.isFinite(factor)) {
                    throw new IllegalArgumentException("The factor " + factor + " in layer " + layer
                            + " cannot be used. Layers are counted from 0, and factors are finite.");
                }
            });
        }

        @Override
        public double at(int layer, IntSupplier layers) {
            return factors.getOrDefault(layer, 0.0);
        }

        @Override
        public String toString() {
            return "by layer " + factors;
        }
    }
}
