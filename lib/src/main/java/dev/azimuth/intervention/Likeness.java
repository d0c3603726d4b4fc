package dev.azimuth.intervention;

import dev.azimuth.tensor.Vectors;

/** How a prompt's mean is held against a direction. */
enum Likeness {
    /** The cosine of the angle between them. */
    COSINE {
        @Override
        double of(float[] mean, float[] unit) {
            return Vectors.cosine(mean, unit);
        }
    },
    /** The mean's coordinate along the direction. */
    PROJECTION {
        @Override
        double of(float[] mean, float[] unit) {
            return Vectors.dot(mean, unit);
        }
    },
    /** The cosine between the mean and the squashed part of it along the direction, as CAST's code has it. */
    CAST {
        @Override
        double of(float[] mean, float[] unit) {
            float[] along = Vectors.scaled(unit, Vectors.dot(mean, unit));
            for (int i = 0; i < along.length; i++) {
                along[i] = (float) Math.tanh(along[i]);
            }
            return Vectors.cosine(mean, along);
        }
    };

    abstract double of(float[] mean, float[] unit);
}
