"""The parts of a block that run in one native call where no hook looks inside, and what DJL's arrays cannot do.

Makes kernels.pt and kernels-onednn.pt in ../resources/dev/azimuth/model:  python kernels.py   (torch 2.15.0)
The second calls oneDNN, whose products of float32 are up to half as fast again as the default ones; not every libtorch has it.
The library is the readable code in dev.azimuth.model; a test holds that both give the same numbers.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import List, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SOURCE = Path(__file__)
RESOURCES = SOURCE.parent.parent / "resources/dev/azimuth/model"
VARIANT = sys.argv[1] if len(sys.argv) > 1 else ""


def plain_product(x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:
    return F.linear(x, w, bias)


def plain_pack(w: Tensor) -> List[Tensor]:
    return []


def onednn_pack(w: Tensor) -> List[Tensor]:
    """Packed for texts of some dozen tokens, which gain the most; long ones lose nothing."""
    narrow = w.dtype == torch.bfloat16 and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    if w.is_cpu and w.dim() == 2 and (w.dtype == torch.float32 or narrow):
        return [torch.ops.mkldnn._reorder_linear_weight(w, 32)]
    return []


def onednn_serves(x: Tensor, w: Tensor) -> bool:
    # In between, its products of few rows are slower than the default ones; and they have no derivative.
    rows = x.numel() // x.size(-1)
    fits = w.is_mkldnn or (x.is_cpu and (rows == 1 or rows >= 128 or w.size(0) >= 8192))
    return fits and not torch.is_grad_enabled()


def onednn_product(x: Tensor, w: Tensor, bias: Optional[Tensor]) -> Tensor:
    if onednn_serves(x, w):
        return torch.ops.mkldnn._linear_pointwise(x, w, bias, "none", [], "")
    return F.linear(x, w, bias)


def times(x: Tensor, y: Tensor) -> Tensor:
    return x * y if torch.is_grad_enabled() else x.mul_(y)


def plain_gated(x: Tensor, gate: Tensor, up: Tensor, gate_bias: Optional[Tensor], up_bias: Optional[Tensor],
                kind: str) -> Tensor:
    return times(activate(F.linear(x, gate, gate_bias), kind), F.linear(x, up, up_bias))


def onednn_gated(x: Tensor, gate: Tensor, up: Tensor, gate_bias: Optional[Tensor], up_bias: Optional[Tensor],
                 kind: str) -> Tensor:
    """What follows a product is done while its rows are still at hand."""
    if kind == "SILU" and onednn_serves(x, gate) and onednn_serves(x, up):
        post = torch.ops.mkldnn._linear_pointwise(x, gate, gate_bias, "swish", [], "")
        return torch.ops.mkldnn._linear_pointwise(x, post, up, up_bias, "mul")
    return times(activate(onednn_product(x, gate, gate_bias), kind), onednn_product(x, up, up_bias))


product = onednn_product if VARIANT == "onednn" else plain_product
gated = onednn_gated if VARIANT == "onednn" else plain_gated
packed = onednn_pack if VARIANT == "onednn" else plain_pack


def narrowed(x: Tensor, w: Tensor) -> Tensor:
    """x as products with w want it: as narrow as w, but for float16, whose products are slow on a CPU and made wide."""
    return x if w.dtype == torch.float16 and x.device.type == "cpu" else x.to(w.dtype)


def given(b: Tensor, x: Tensor) -> Optional[Tensor]:
    bias: Optional[Tensor] = b.to(x.dtype) if b.numel() > 0 else None
    return bias


def project(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
    """W x + b of a narrowed x, as narrow."""
    return product(x, w.to(x.dtype), given(b, x))


def rms_norm(x: Tensor, w: Tensor, epsilon: float) -> Tensor:
    if w.numel() == 0:
        return x
    if torch.is_grad_enabled():  # rms_norm takes a power, whose derivative is slow
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + epsilon) * w
    return F.rms_norm(x, [x.size(-1)], w, epsilon)


def rotate(x: Tensor, rope: List[Tensor]) -> Tensor:
    """x is [batch, pos, heads, d_head]; rope is nothing, or cos and signed sin [batch, pos, 1, dims]."""
    if len(rope) == 0:
        return x
    dims = rope[0].size(-1)
    if dims == x.size(-1):
        return torch.addcmul(x * rope[0], x.roll(dims // 2, -1), rope[1])
    turning = x[..., :dims]
    turned = torch.addcmul(turning * rope[0], turning.roll(dims // 2, -1), rope[1])
    return torch.cat([turned, x[..., dims:]], -1)


def spread(x: Tensor, heads: int) -> Tensor:
    """Each key-value head once for every query head that it serves: the fused attention wants as many."""
    batch, groups, keys, d_head = x.size(0), x.size(1), x.size(2), x.size(3)
    if groups == heads:
        return x
    return x.unsqueeze(2).expand(batch, groups, heads // groups, keys, d_head).reshape(batch, heads, keys, d_head)


def attend(q: Tensor, k: Tensor, v: Tensor, mask: List[Tensor], causal: bool, scale: float, cap: float) -> Tensor:
    """q [batch, heads, query, d_head], k and v [batch, kv heads, key, d_head]."""
    batch, heads, queries, d_head = q.size(0), q.size(1), q.size(2), q.size(3)
    groups, keys = k.size(1), k.size(2)
    if cap == 0.0 and (queries >= 160 or torch.is_grad_enabled()):
        bias: Optional[Tensor] = None if causal or len(mask) == 0 else mask[0]
        return F.scaled_dot_product_attention(
            q, spread(k, heads), spread(v, heads), attn_mask=bias, is_causal=causal, scale=scale)
    # Without derivatives short texts are quicker in plain products. The heads of a group lie side by side, so one product
    # serves them all.
    scores = (q * scale).reshape(batch, groups, -1, d_head).matmul(k.transpose(2, 3)).view(batch, heads, queries, keys)
    if cap != 0.0:
        scores = (scores / cap).tanh() * cap if torch.is_grad_enabled() else scores.div_(cap).tanh_().mul_(cap)
    if len(mask) > 0:
        scores = scores.add_(mask[0])
    return scores.softmax(-1).view(batch, groups, -1, keys).matmul(v).view(batch, heads, queries, d_head)


def activate(x: Tensor, kind: str) -> Tensor:
    """The kinds are the names in dev.azimuth.family.Nonlinearity."""
    if kind == "SILU":
        return F.silu(x, inplace=not torch.is_grad_enabled())
    if kind == "GELU":
        return F.gelu(x)
    if kind == "GELU_TANH":
        return F.gelu(x, approximate="tanh")
    assert kind == "RELU", kind
    return x.relu()


def present(xs: List[Tensor]) -> List[Tensor]:
    found: List[Tensor] = []
    for x in xs:
        if x.numel() > 0:
            found.append(x)
    return found


class Kernels(nn.Module):
    def __init__(self, source: str):
        super().__init__()
        self.made_from = source

    @torch.jit.export
    def source(self) -> str:
        """SHA-256 of the file this was made from."""
        return self.made_from

    @torch.jit.export
    def attention(self, x: Tensor, w: List[Tensor], rope: List[Tensor], mask: List[Tensor], past: List[Tensor],
                  causal: bool, keep: bool, shape: List[int], numbers: List[float]) -> List[Tensor]:
        """What attention writes; with `keep` also all keys and values. w: q, k, v, o, their biases, norms of q and k."""
        batch, pos = x.size(0), x.size(1)
        heads, groups, d_head = shape[0], shape[1], shape[2]
        h = narrowed(x, w[0])
        q = project(h, w[0], w[4]).to(x.dtype)
        k = project(h, w[1], w[5]).to(x.dtype)
        v = project(h, w[2], w[6]).to(x.dtype).view(batch, pos, groups, d_head).transpose(1, 2)
        scale, cap, epsilon = numbers[0], numbers[1], numbers[2]
        if w[8].numel() == d_head:
            q = rms_norm(q.view(batch, pos, heads, d_head), w[8], epsilon)
            k = rms_norm(k.view(batch, pos, groups, d_head), w[9], epsilon)
        else:
            q = rms_norm(q, w[8], epsilon).view(batch, pos, heads, d_head)
            k = rms_norm(k, w[9], epsilon).view(batch, pos, groups, d_head)
        q = rotate(q, rope).transpose(1, 2)
        k = rotate(k, rope).transpose(1, 2)
        if len(past) > 0:
            k = torch.cat([past[0], k], 2)
            v = torch.cat([past[1], v], 2)
        z = attend(q, k, v, mask, causal, scale, cap).transpose(1, 2).reshape(batch, pos, heads * d_head)
        out = project(narrowed(z, w[3]), w[3], w[7]).to(x.dtype)
        return [out, k, v] if keep else [out]

    @torch.jit.export
    def rms(self, x: Tensor, w: Tensor, epsilon: float) -> Tensor:
        return rms_norm(x, w, epsilon)

    @torch.jit.export
    def mlp(self, x: Tensor, w: List[Tensor], kind: str) -> Tensor:
        """w: gate (empty where there is none), up, down, then their biases."""
        h = narrowed(x, w[1])
        if w[0].numel() == 0:
            post = activate(project(h, w[1], w[4]), kind)
        else:
            post = gated(h, w[0].to(h.dtype), w[1].to(h.dtype), given(w[3], h), given(w[4], h), kind)
        return project(post, w[2], w[5]).to(x.dtype)

    # With derivatives. DJL hands over tensors alone then, and no empty list: what is absent is an empty tensor.

    @torch.jit.export
    def attention_to_derive(self, x: Tensor, w: List[Tensor], numbers: Tensor) -> List[Tensor]:
        """w goes on with rope's two, the mask and the past's two; numbers: causal, keep, shape, numbers."""
        n: List[float] = numbers.tolist()
        return self.attention(x, w[:10], present(w[10:12]), present(w[12:13]), present(w[13:15]), n[0] != 0.0,
                              n[1] != 0.0, [int(n[2]), int(n[3]), int(n[4])], n[5:])

    @torch.jit.export
    def rms_to_derive(self, x: Tensor, w: Tensor, epsilon: Tensor) -> List[Tensor]:
        return [rms_norm(x, w, float(epsilon.item()))]

    @torch.jit.export
    def mlp_to_derive(self, x: Tensor, w: List[Tensor], kind: Tensor) -> List[Tensor]:
        """kind is the name, a number a letter."""
        letters: List[int] = kind.tolist()
        return [self.mlp(x, w, "".join([chr(letter) for letter in letters]))]

    @torch.jit.export
    def linear(self, x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return project(narrowed(x, w), w, b).to(x.dtype)

    @torch.jit.export
    def convert(self, x: Tensor, precision: str) -> Tensor:
        """The precisions are the names in dev.azimuth.model.Precision; the same storage where nothing changes."""
        if x.is_mkldnn:
            x = x.to_dense()
        if precision == "FLOAT32":
            return x.to(torch.float32)
        if precision == "BFLOAT16":
            return x.to(torch.bfloat16)
        assert precision == "FLOAT16", precision
        return x.to(torch.float16)

    @torch.jit.export
    def pack(self, w: Tensor) -> List[Tensor]:
        """w in the order in which products read it, for the functions here alone; nothing where there is no such order."""
        return packed(w)

    @torch.jit.export
    def is_packed(self, w: Tensor) -> bool:
        return w.is_mkldnn

    @torch.jit.export
    def leaf(self, x: Tensor) -> Tensor:
        """The same values, where a graph of derivatives begins."""
        return x.detach()

    @torch.jit.export
    def gradient(self, y: Tensor, xs: List[Tensor]) -> List[Tensor]:
        """dy/dx of a number y; zeros where y does not depend on x."""
        if not y.requires_grad:  # it depends on none of them
            return [torch.zeros_like(x) for x in xs]
        found = torch.autograd.grad([y], xs, allow_unused=True)
        gradients: List[Tensor] = []
        for i in range(len(xs)):
            g = found[i]
            gradients.append(torch.zeros_like(xs[i]) if g is None else g)
        return gradients

    def forward(self, x: Tensor) -> Tensor:
        return x


def make(archive: Path) -> None:
    kernels = torch.jit.script(Kernels(hashlib.sha256(SOURCE.read_bytes()).hexdigest()))
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "kernels.pt"
        kernels.save(str(whole))
        # Without the debug information, which holds the paths of the machine it was made on.
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(archive, "w") as new:
            for item in old.infolist():
                if not item.filename.endswith(".debug_pkl"):
                    new.writestr(zipfile.ZipInfo(item.filename), old.read(item))
    print(archive.name, archive.stat().st_size, "bytes")


def main() -> None:
    if VARIANT:
        make(RESOURCES / (f"kernels-{VARIANT}.pt" if VARIANT != "plain" else "kernels.pt"))
    else:
        for variant in ("plain", "onednn"):
            subprocess.run([sys.executable, str(SOURCE), variant], check=True)


if __name__ == "__main__":
    main()
