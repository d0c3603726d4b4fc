"""Small random sparse autoencoders of every architecture, and what SAELens makes of some rows with them.

Made with sae-lens 6.54.12, torch 2.15.0, numpy 2.4.6, safetensors 0.8.0.
Writes src/test/resources/sae/NAME: the autoencoder as SAELens or numpy saves it, and `expected.safetensors` with the rows
(`input`), the feature activations (`features`) and the reconstruction (`output`). Run it with a folder as an argument to
have SAELens open what Azimuth saved there and compare.
"""
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from sae_lens import SAE
from sae_lens.saes.batchtopk_sae import BatchTopKTrainingSAE, BatchTopKTrainingSAEConfig
from sae_lens.saes.gated_sae import GatedSAE, GatedSAEConfig
from sae_lens.saes.jumprelu_sae import JumpReLUSAE, JumpReLUSAEConfig
from sae_lens.saes.sae import SAEMetadata
from sae_lens.saes.standard_sae import StandardSAE, StandardSAEConfig
from sae_lens.saes.topk_sae import TopKSAE, TopKSAEConfig

HERE = Path(__file__).parent.parent / "resources" / "sae"
WIDTH, FEATURES, ROWS = 8, 24, 10


def metadata(hook):
    return SAEMetadata(model_name="tiny", hook_name=hook)


def randomise(sae, seed):
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(sae.named_parameters()):
        values = torch.randn(parameter.shape, generator=generator) * (0.5 if parameter.ndim > 1 else 0.3)
        parameter.data = values.abs() if name == "threshold" else values
    return sae


def rows(shape=(ROWS, WIDTH)):
    return torch.randn(shape, generator=torch.Generator().manual_seed(99)) * 1.5 + 0.4


def expect(name, sae, x):
    with torch.no_grad():
        features = sae.encode(x)
        output = sae.decode(features)
    assert (features > 0).sum() > ROWS and (features == 0).sum() > ROWS, name
    save_file(
        {"input": x.contiguous(), "features": features.contiguous(), "output": output.contiguous()},
        HERE / name / "expected.safetensors",
    )


def saved(name, sae, seed, x=None):
    randomise(sae, seed).save_model(HERE / name)
    expect(name, SAE.load_from_disk(HERE / name), rows() if x is None else x)


def old(name, cfg, tensors):
    """As versions before 6 wrote them."""
    (HERE / name).mkdir(parents=True)
    (HERE / name / "cfg.json").write_text(json.dumps(cfg))
    save_file(tensors, HERE / name / "sae_weights.safetensors")
    expect(name, SAE.load_from_disk(HERE / name), rows())


def make():
    shutil.rmtree(HERE, ignore_errors=True)
    sizes = {"d_in": WIDTH, "d_sae": FEATURES}
    post = {"metadata": metadata("blocks.1.hook_resid_post"), **sizes}
    saved("standard", StandardSAE(StandardSAEConfig(**post)), 1)
    saved("standard-layer-norm", StandardSAE(StandardSAEConfig(normalize_activations="layer_norm", **post)), 2)
    saved(
        "standard-constant-norm",
        StandardSAE(
            StandardSAEConfig(normalize_activations="constant_norm_rescale", apply_b_dec_to_input=False, **post)
        ),
        3,
    )
    z = {"metadata": metadata("blocks.1.attn.hook_z"), "reshape_activations": "hook_z", **sizes}
    saved("standard-heads", StandardSAE(StandardSAEConfig(**z)), 4, rows((ROWS, 2, WIDTH // 2)))
    saved("gated", GatedSAE(GatedSAEConfig(**post)), 5)
    saved("topk", TopKSAE(TopKSAEConfig(k=5, **post)), 6)
    saved("topk-rescaled", TopKSAE(TopKSAEConfig(k=5, rescale_acts_by_decoder_norm=True, **post)), 7)
    saved("jumprelu", JumpReLUSAE(JumpReLUSAEConfig(apply_b_dec_to_input=False, **post)), 8)

    batch = BatchTopKTrainingSAE(BatchTopKTrainingSAEConfig(k=5, rescale_acts_by_decoder_norm=True, **post))
    randomise(batch, 9).topk_threshold.fill_(0.7)
    batch.save_inference_model(HERE / "batchtopk")
    expect("batchtopk", SAE.load_from_disk(HERE / "batchtopk"), rows())
    batch.save_model(HERE / "batchtopk-training")
    shutil.copy(HERE / "batchtopk" / "expected.safetensors", HERE / "batchtopk-training")

    weights = {
        name: parameter.data.clone()
        for name, parameter in randomise(StandardSAE(StandardSAEConfig(**post)), 10).named_parameters()
    }
    training = {"l1_coefficient": 8e-5, "lr": 4e-4, "expansion_factor": 3, "seed": 42, "use_ghost_grads": True}
    old(
        "old-standard",
        {"hook_point": "blocks.1.hook_resid_pre", "hook_point_layer": 1, "model_name": "tiny", "dtype": "torch.float32",
         "normalize_activations": False, "hook_point_head_index": None, **sizes, **training},
        {"scaling_factor": torch.ones(FEATURES), **weights},
    )
    old(
        "old-topk",
        {"hook_name": "blocks.1.hook_mlp_out", "architecture": "standard", "activation_fn_str": "topk",
         "activation_fn_kwargs": {"k": 5}, "dtype": "float32", "normalize_activations": "none",
         "apply_b_dec_to_input": False, "finetuning_scaling_factor": False, **sizes, **training},
        weights,
    )

    # Gemma Scope has no configuration: the folder's and the repository's names say the rest.
    x = rows()
    sae = randomise(JumpReLUSAE(JumpReLUSAEConfig(apply_b_dec_to_input=False, **post)), 11)
    params = {name: parameter.data.numpy() for name, parameter in sae.named_parameters()}
    for name, save, order in [
        ("gemma-scope", np.savez, "C"),
        ("gemma-scope-compressed", np.savez_compressed, "C"),
        ("gemma-scope-columns", np.savez, "F"),
    ]:
        (HERE / name).mkdir()
        save(HERE / name / "params.npz", **{key: np.array(value, order=order) for key, value in params.items()})
        expect(name, sae, x)


def check(folder):
    sae = SAE.load_from_disk(folder)
    expected = load_file(Path(folder) / "expected.safetensors")
    with torch.no_grad():
        features = sae.encode(expected["input"])
        output = sae.decode(features)
    print(type(sae).__name__, "features", (features - expected["features"]).abs().max().item())
    print("output", (output - expected["output"]).abs().max().item())


if __name__ == "__main__":
    check(sys.argv[1]) if len(sys.argv) > 1 else make()
