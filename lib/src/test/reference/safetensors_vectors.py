"""Makes the reference values for decoding the types of safetensors that torch converts in a way of its own.

For each of these types, writes stored values (TYPE.values) and what torch makes of them in float32 (TYPE.floats) into
src/test/resources/safetensors, both little-endian: every code of the types of eight bits; for F64 the edges of float32
with what lies just beside and halfway between, then random numbers of every exponent.

    pip install torch==2.15.0 numpy==2.4.6
    python safetensors_vectors.py
"""

from pathlib import Path

import numpy as np
import torch

OUT = Path(__file__).parent.parent / "resources" / "safetensors"
rng = np.random.default_rng(20260101)


def doubles():
    singles = np.array([0, 1, 2**-149, 2**-148, 3 * 2**-149, 2**-126, 2**-126 - 2**-149, 1 + 2**-23, 1e-5, 65504], np.float32)
    largest = np.finfo(np.float32).max
    below = singles.astype(np.float64)
    above = np.nextafter(singles, np.float32(np.inf)).astype(np.float64)
    halfway = (below + above) / 2
    ends = [float(largest), float(largest) + 2.0**103, np.nextafter(float(largest) + 2.0**103, 0), 1e300, 5e-324, 2.0**-150]
    edges = np.concatenate([below, above, halfway, np.nextafter(halfway, 0), np.nextafter(halfway, 1e9), ends, [np.inf, np.nan]])
    random = np.ldexp(rng.uniform(1, 2, 400), rng.integers(-160, 130, 400))
    return np.concatenate([edges, -edges, random, -random])


codes = np.arange(256, dtype=np.uint8)
STORED = {
    "F8_E4M3": torch.from_numpy(codes).view(torch.float8_e4m3fn),
    "F8_E5M2": torch.from_numpy(codes).view(torch.float8_e5m2),
    "F64": torch.from_numpy(doubles()),
}

OUT.mkdir(parents=True, exist_ok=True)
for name, stored in STORED.items():
    (OUT / f"{name}.values").write_bytes(stored.view(torch.uint8).numpy().tobytes())
    (OUT / f"{name}.floats").write_bytes(stored.to(torch.float32).numpy().astype("<f4").tobytes())
    print(name, len(stored), "values")
