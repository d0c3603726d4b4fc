package dev.azimuth.checkpoint;

import java.util.Optional;

/**
 * Which part of a model a file is, as llama.cpp writes it into the metadata of every part.
 *
 * @param number of the part, from 0 on
 * @param count of all parts
 * @param tensors in all parts together
 */
record GgufSplit(long number, long count, long tensors) {
    private static final String COUNT = "split.count";

    /** Empty when the file is no part of anything. */
    static Optional<GgufSplit> of(GgufPart part) {
        return part.header().metadata().containsKey(COUNT) ? Optional.of(read(part)) : Optional.empty();
    }

    /** @throws CheckpointException when the metadata is missing, or gives no possible numbers */
    static GgufSplit read(GgufPart part) {
        long count = number(part, COUNT, 1, Integer.MAX_VALUE);
        return new GgufSplit(
                number(part, "split.no", 0, count - 1),
                count,
                number(part, "split.tensors.count", part.header().tensors().size(), Integer.MAX_VALUE));
    }

    private static long number(GgufPart part, String key, long least, long most) {
        Object value = part.header().metadata().get(key);
        if (value instanceof Long number && number >= least && number <= most) {
            return number;
        }
        throw new CheckpointException(
                part.name() + ": metadata " + key + (value == null ? " is missing" : " is " + value)
                        + ", but a part of a split model needs a whole number from " + least + " to " + most
                        + " there. The file is damaged; download it again.");
    }
}
