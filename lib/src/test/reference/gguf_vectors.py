"""Makes the reference values for decoding GGUF's tensor types.

For every type that is read, writes stored blocks (TYPE.blocks) and what the gguf package decodes them to
(TYPE.floats, little-endian float32) into src/test/resources/gguf. Scales and minima run over zeros, subnormals, the
largest and smallest numbers of either sign, infinities and NaN, then random ones; sub-block scales run over every
value in every place; quantised values over every byte.

The gguf package does not decode Q8_K, in which llama.cpp keeps activations. Its values here are computed as llama.cpp
defines them: float32 scale times int8, the sums of sixteen that follow being of no account.

    pip install gguf==0.19.0 numpy==2.4.6
    python gguf_vectors.py
"""

from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType as Type
from gguf.quants import dequantize

OUT = Path(__file__).parent.parent / "resources" / "gguf"
BLOCKS = 64
EDGES = [0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x83FF, 0x0400, 0x8400, 0x3C00, 0xBC00, 0x7BFF, 0xFBFF]
BEYOND = [0x7C00, 0xFC00, 0x7E00]  # infinities and NaN
rng = np.random.default_rng(20260101)


def halves(shift):
    """One half a block: every edge, then random finite numbers; different shifts pair different edges."""
    edges = np.roll(np.array(EDGES + BEYOND, np.uint16), shift)
    normal = rng.normal(0, 1, BLOCKS - len(edges)).astype(np.float16).view(np.uint16)
    return np.concatenate([edges, normal]).astype("<u2").view(np.uint8).reshape(BLOCKS, 2)


def singles():
    """As halves, in float32."""
    edges = np.array([0, -0.0, 1e-45, -1e-45, 1.1754944e-38, 1, -1, 3.4028235e38, -3.4028235e38, np.inf, -np.inf, np.nan])
    normal = rng.normal(0, 1, BLOCKS - len(edges))
    return np.concatenate([edges, normal]).astype("<f4").view(np.uint8).reshape(BLOCKS, 4)


def every_byte(count):
    """Random bytes, with each of the 256 among them."""
    data = rng.integers(0, 256, BLOCKS * count, dtype=np.uint8)
    data[rng.permutation(data.size)[:256]] = np.arange(256)
    return data.reshape(BLOCKS, count)


def six_bit_scales():
    """Twelve bytes with eight scales and eight minima, which take every six-bit value in every place."""
    block, sub = np.arange(BLOCKS)[:, None], np.arange(8)[None, :]
    scale, low = (block + 8 * sub) % 64, (63 - block + 24 * sub) % 64
    first = scale[:, :4] | (scale[:, 4:] >> 4) << 6
    second = low[:, :4] | (low[:, 4:] >> 4) << 6
    third = (scale[:, 4:] & 15) | (low[:, 4:] & 15) << 4
    return np.concatenate([first, second, third], axis=1).astype(np.uint8)


def eight_bit_scales():
    block, sub = np.arange(BLOCKS)[:, None], np.arange(16)[None, :]
    return ((block * 4 + sub * 17) % 256).astype(np.uint8)


def four_bit_scales():
    """Sixteen bytes, each a scale and a minimum, which take every four-bit value in every place."""
    block, sub = np.arange(BLOCKS)[:, None], np.arange(16)[None, :]
    return ((block + sub) % 16 | (block // 4 + 5 * sub) % 16 << 4).astype(np.uint8)


def sixteen_scales():
    """Twelve bytes with sixteen scales, which take every six-bit value in every place."""
    scale = (np.arange(BLOCKS)[:, None] + 4 * np.arange(16)[None, :]) % 64
    low = scale[:, :8] & 15 | (scale[:, 8:] & 15) << 4
    high = sum(scale[:, 4 * i : 4 * i + 4] >> 4 << 2 * i for i in range(4))
    return np.concatenate([low, high], axis=1).astype(np.uint8)


def eight_scales():
    """Six bytes with eight scales, which take every six-bit value in every place."""
    scale = (np.arange(BLOCKS)[:, None] + 8 * np.arange(8)[None, :]) % 64
    high = sum(scale[:, i] >> 4 << 2 * i for i in range(8)).astype("<u2").view(np.uint8).reshape(BLOCKS, 2)
    low = scale[:, ::2] & 15 | (scale[:, 1::2] & 15) << 4
    return np.concatenate([high, low], axis=1).astype(np.uint8)


def decoded(blocks, type_):
    if type_ == Type.Q8_K:
        return blocks[:, :4].copy().view("<f4") * blocks[:, 4:260].view(np.int8).astype(np.float32)
    return dequantize(blocks.reshape(1, -1), type_)


LAYOUTS = {
    Type.Q4_0: lambda: [halves(0), every_byte(16)],
    Type.Q4_1: lambda: [halves(0), halves(4), every_byte(16)],
    Type.Q5_0: lambda: [halves(0), every_byte(4), every_byte(16)],
    Type.Q5_1: lambda: [halves(0), halves(4), every_byte(4), every_byte(16)],
    Type.Q8_0: lambda: [halves(0), every_byte(32)],
    Type.Q4_K: lambda: [halves(0), halves(4), six_bit_scales(), every_byte(128)],
    Type.Q5_K: lambda: [halves(0), halves(4), six_bit_scales(), every_byte(32), every_byte(128)],
    Type.Q6_K: lambda: [every_byte(128), every_byte(64), eight_bit_scales(), halves(0)],
    Type.F16: lambda: [np.arange(0, 1 << 16, 7, dtype="<u2").view(np.uint8).reshape(-1, 2)],
    Type.BF16: lambda: [np.arange(0, 1 << 16, 7, dtype="<u2").view(np.uint8).reshape(-1, 2)],
    Type.F32: lambda: [rng.integers(0, 256, (BLOCKS, 4), dtype=np.uint8)],
    Type.Q2_K: lambda: [four_bit_scales(), every_byte(64), halves(0), halves(4)],
    Type.Q3_K: lambda: [every_byte(32), every_byte(64), sixteen_scales(), halves(0)],
    Type.Q8_K: lambda: [singles(), every_byte(256), every_byte(32)],
    Type.IQ4_NL: lambda: [halves(0), every_byte(16)],
    Type.IQ4_XS: lambda: [halves(0), eight_scales(), every_byte(128)],
}

OUT.mkdir(parents=True, exist_ok=True)
for type_, layout in LAYOUTS.items():
    blocks = np.concatenate(layout(), axis=1)
    assert blocks.shape[1] == GGML_QUANT_SIZES[type_][1], type_
    with np.errstate(all="ignore"):
        floats = decoded(blocks, type_)
    (OUT / f"{type_.name}.blocks").write_bytes(blocks.tobytes())
    (OUT / f"{type_.name}.floats").write_bytes(floats.astype("<f4").tobytes())
    print(type_.name, len(blocks), "blocks,", np.isnan(floats).sum(), "of", floats.size, "values NaN")
