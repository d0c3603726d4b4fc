package dev.azimuth.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/** How GGUF stores a tensor: blocks of so many values in so many bytes. */
public enum GgmlType {
    F32(0, 1, 4, PlainDecoders::f32),
    F16(1, 1, 2, PlainDecoders::f16),
    Q4_0(2, 32, 18, QuantDecoders::q40),
    Q4_1(3, 32, 20, QuantDecoders::q41),
    Q5_0(6, 32, 22, QuantDecoders::q50),
    Q5_1(7, 32, 24, QuantDecoders::q51),
    Q8_0(8, 32, 34, QuantDecoders::q80),
    Q2_K(10, 256, 84, KQuantDecoders::q2k),
    Q3_K(11, 256, 110, KQuantDecoders::q3k),
    Q4_K(12, 256, 144, KQuantDecoders::q4k),
    Q5_K(13, 256, 176, KQuantDecoders::q5k),
    Q6_K(14, 256, 210, KQuantDecoders::q6k),
    Q8_K(15, 256, 292, KQuantDecoders::q8k),
    IQ4_NL(20, 32, 18, NonLinearDecoders::iq4nl),
    IQ4_XS(23, 256, 136, NonLinearDecoders::iq4xs),
    BF16(30, 1, 2, PlainDecoders::bf16);

    private final int id;

    @SuppressWarnings("ImmutableEnumChecker") // every decoder is a static method
    private final BlockFormat format;

    GgmlType(int id, int blockSize, int bytesPerBlock, BlockDecoder decoder) {
        this.id = id;
        this.format = new BlockFormat(blockSize, bytesPerBlock, decoder);
    }

    /** The number that stands for this type in a file. */
    public int id() {
        return id;
    }

    /** Values in a block; a row of a tensor is a whole number of blocks. */
    public int blockSize() {
        return format.blockSize();
    }

    public int bytesPerBlock() {
        return format.bytesPerBlock();
    }

    BlockFormat format() {
        return format;
    }

    static Optional<GgmlType> ofId(long id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }
}
