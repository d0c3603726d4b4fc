"""Opens an exported model with Hugging Face transformers and compares it with what the library said.

Tried with transformers 5.23.0 and torch 2.15.0. First write the export:

    AZIMUTH_EXPORT=/some/folder mvn verify -Dtest=SmolLm2ExportTest -Dsurefire.failIfNoSpecifiedTests=false
    python lib/src/test/reference/export_check.py /some/folder
"""
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = Path(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
tokenizer = AutoTokenizer.from_pretrained(folder)
worst = 0.0
for entry in json.loads((folder / "expected.json").read_text(encoding="utf-8")):
    ids = tokenizer(entry["text"])["input_ids"]
    assert ids == entry["ids"], f"{entry['text']!r}: token ids {ids} are not {entry['ids']}"
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -1]
    top = logits.topk(10).indices.tolist()
    assert top == entry["top_ids"], f"{entry['text']!r}: top tokens {top} are not {entry['top_ids']}"
    ours = torch.tensor(entry["top_logits"])
    deviation = ((logits[top] - ours).abs().max() / ours.abs().max()).item()
    worst = max(worst, deviation)
    print(f"{entry['text']!r}: same ids, same ten top tokens, logits within {deviation:.1e}")
print(f"transformers agrees on every text; largest deviation {worst:.1e} of the largest logit")
