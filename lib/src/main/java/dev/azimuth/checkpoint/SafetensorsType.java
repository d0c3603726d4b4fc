package dev.azimuth.checkpoint;

import org.jspecify.annotations.Nullable;

/** The element types of safetensors; those without a decoder can be listed, but not read as float32. */
enum SafetensorsType {
    F64(8, PlainDecoders::f64),
    F32(4, PlainDecoders::f32),
    F16(2, PlainDecoders::f16),
    BF16(2, PlainDecoders::bf16),
    F8_E4M3(1, Float8Decoders::e4m3),
    F8_E5M2(1, Float8Decoders::e5m2),
    I64(8, PlainDecoders::i64),
    I32(4, PlainDecoders::i32),
    U64(8, null),
    U32(4, null),
    I16(2, null),
    U16(2, null),
    I8(1, null),
    U8(1, null),
    BOOL(1, null);

    private final int bytes;

    @SuppressWarnings("ImmutableEnumChecker") // every decoder is a static method
    private final @Nullable BlockDecoder decoder;

    SafetensorsType(int bytes, @Nullable BlockDecoder decoder) {
        this.bytes = bytes;
        this.decoder = decoder;
    }

    int bytes() {
        return bytes;
    }

    @Nullable
    BlockDecoder decoder() {
        return decoder;
    }
}
