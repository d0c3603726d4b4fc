"""A control vector as gguf-py writes it, and the logits that llama.cpp computes with it.

Made with gguf 0.19.0, llama-cpp-python 0.3.36, safetensors and numpy:

    python lib/src/test/reference/control_vector.py

llama.cpp's loader, which its library does not contain, looks at the tensors alone: each must be called `direction.N` with N
from 1 on, be float32 and have one dimension; N counts from 1 in the buffer that `llama_set_adapter_cvec` is given, and a
layer without a tensor stays zero. This does the same with what gguf-py reads back.
"""
import ctypes
from pathlib import Path

import gguf
import llama_cpp
import numpy as np
from llama_cpp import GGML_TYPE_F32 as F32
from llama_cpp import Llama
from safetensors.numpy import load_file, save_file

RESOURCES = Path(__file__).parents[1] / "resources"
FILE = RESOURCES / "controlvector" / "llama.gguf"
MODEL = RESOURCES / "families" / "llama"
LAYERS = (1, 2)
WIDTH = 48
GAP = 3.0
SCALE = 2.0


def write(unit):
    writer = gguf.GGUFWriter(FILE, "controlvector")
    writer.add_string("controlvector.model_hint", "llama")
    writer.add_int32("controlvector.layer_count", len(LAYERS))
    for layer in LAYERS:
        step = (unit.astype(np.float64) * (GAP / len(LAYERS))).astype(np.float32)
        writer.add_tensor(f"direction.{layer}", step)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def read():
    """What llama.cpp's loader makes of the file: all layers from 1 on in one buffer."""
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(FILE).tensors}
    last = max(int(name.removeprefix("direction.")) for name in tensors)
    data = np.zeros((last, WIDTH), np.float32)
    for name, tensor in tensors.items():
        assert tensor.tensor_type == gguf.GGMLQuantizationType.F32 and len(tensor.shape) == 1, name
        data[int(name.removeprefix("direction.")) - 1] = SCALE * tensor.data
    return data


def steer(model, data):
    pointer = data.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
    assert llama_cpp.llama_set_adapter_cvec(model.ctx, pointer, data.size, WIDTH, 1, 3) == 0


def logits(ids, data, unsteered):
    """With the vector added from token `unsteered` on; those before are in the key-value cache as they were."""
    model = Llama(
        str(MODEL / "model.gguf"), n_ctx=64, logits_all=True, verbose=False, n_threads=1, type_k=F32, type_v=F32
    )
    if unsteered:
        model.eval(ids[:unsteered])
    if unsteered < len(ids):
        steer(model, data)
        model.eval(ids[unsteered:])
    return np.array(model.scores[: len(ids)], np.float32)


def main():
    signs = np.random.default_rng(7).choice([-0.25, 0.25], 16)
    unit = np.zeros(WIDTH, np.float32)  # its norm is 1 without rounding
    unit[::3] = signs
    FILE.parent.mkdir(exist_ok=True)
    write(unit)
    data = read()
    expected = load_file(MODEL / "expected.safetensors")
    ids = expected["input_ids"][0].tolist()
    plain, everywhere, after_first = (logits(ids, data, unsteered) for unsteered in (len(ids), 0, 1))
    print("off the model's reference:", np.abs(plain - expected["unpadded_logits"][0]).max())
    print("moved everywhere:", np.abs(everywhere - plain).max(), "after the first:", np.abs(after_first - plain).max())
    assert np.abs(after_first[0] - plain[0]).max() < 1e-5
    save_file(
        {
            "ids": np.array(ids, np.int64),
            "unit": unit,
            "plain": plain,
            "everywhere": everywhere,
            "after_first": after_first,
        },
        FILE.with_name("llama-logits.safetensors"),
    )


main()
