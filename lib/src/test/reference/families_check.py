"""Opens every saved family with Hugging Face transformers and compares its logits with those of the model it came from.

Tried with transformers 5.23.0 and torch 2.15.0. First write the folders:

    AZIMUTH_FAMILIES=/some/folder mvn verify -Dtest=FamilySaveTest -Dsurefire.failIfNoSpecifiedTests=false
    python lib/src/test/reference/families_check.py /some/folder
"""
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

RESOURCES = Path(__file__).parents[1] / "resources" / "families"

for saved in sorted(Path(sys.argv[1]).iterdir()):
    expected = load_file(RESOURCES / saved.name.removesuffix("-gguf") / "expected.safetensors")
    model, report = AutoModelForCausalLM.from_pretrained(
        saved, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    unmatched = [key for key in ("missing_keys", "unexpected_keys", "mismatched_keys") if report[key]]
    with torch.no_grad():
        logits = model(expected["input_ids"][:1]).logits
    deviation = ((logits - expected["unpadded_logits"]).abs().max() / expected["unpadded_logits"].abs().max()).item()
    print(f"{saved.name}: logits within {deviation:.1e} of the largest; {unmatched or 'every tensor used'}")
    assert not unmatched and deviation < 1e-5
