"""The token ids of SmolLM2's reference values, as small JSON beside prompts.json.

    pip install numpy safetensors
    python smollm2_ids.py expected.safetensors > ../resources/smollm2/ids.json
"""

import json
import sys

from safetensors import safe_open

with safe_open(sys.argv[1], "np") as expected:
    count = sum(key.endswith(".input_ids") for key in expected.keys())
    ids = [
        {name: expected.get_tensor(f"{i}.{name}").tolist() for name in ("input_ids", "generated")}
        for i in range(count)
    ]
print("[\n" + ",\n".join(json.dumps(entry) for entry in ids) + "\n]")
