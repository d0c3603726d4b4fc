"""Hugging Face transformers as the benchmark's worker: its defaults (sdpa attention), no key-value cache in forward passes."""

import platform

from torch_side import logits, memory, serve, spread, timed, token_time


class Transformers:
    def __init__(self, folder: str):
        import torch
        import transformers

        self.torch, self.library, self.folder = torch, transformers, folder
        self.models = {}
        self.tokenizer_ = None

    def model(self, command: dict):
        dtype = command.get("dtype", "float32")
        if dtype not in self.models:
            model = self.library.AutoModelForCausalLM.from_pretrained(self.folder, dtype=getattr(self.torch, dtype))
            self.models[dtype] = model.eval().requires_grad_(False)
        return self.models[dtype]

    @property
    def tokenizer(self):
        if self.tokenizer_ is None:
            self.tokenizer_ = self.library.AutoTokenizer.from_pretrained(self.folder)
        return self.tokenizer_

    def about(self, command: dict) -> dict:
        attention = self.model(command).config._attn_implementation
        return {"name": "transformers", "threads": self.torch.get_num_threads(),
                "versions": f"Python {platform.python_version()}, transformers {self.library.__version__}, "
                            f"torch {self.torch.__version__}, {attention} attention"}

    def forward(self, command: dict) -> dict:
        model, ids = self.model(command), self.torch.tensor(command["ids"])
        with self.torch.inference_mode():
            return timed(command, lambda: model(ids, use_cache=False).logits[-1, -1, 0].item(),
                         lambda touched: logits(model(ids, use_cache=False).logits[:, -1]))

    def generate(self, command: dict) -> dict:
        model = self.model(command)
        ids = self.torch.tensor([self.tokenizer(command["prompt"])["input_ids"]])

        def generate(count: int) -> list:
            return model.generate(ids, attention_mask=self.torch.ones_like(ids), max_new_tokens=count, do_sample=False,
                                  pad_token_id=0)[0, ids.shape[1]:].tolist()
        with self.torch.inference_mode():
            answer = token_time(command, generate)
        answer["check"]["prompt"] = ids[0].tolist()
        return answer

    def loop(self, command: dict) -> dict:
        """One layer's residual stream at each prompt's last token, prompt by prompt."""
        model, torch = self.model(command), self.torch

        def rows():
            found = []
            for prompt in command["prompts"]:
                ids = torch.tensor([self.tokenizer(prompt)["input_ids"]])
                states = model(ids, use_cache=False, output_hidden_states=True).hidden_states
                found.append(states[command["layer"] + 1][0, -1].clone())
            return torch.stack(found)
        with torch.inference_mode():
            return timed(command, rows, lambda found: {"rows": spread(found)})

    def gradient(self, command: dict) -> dict:
        """Gradients of a difference of two tokens' last logits with respect to the embedding and each layer's output."""
        model, torch, ids = self.model(command), self.torch, self.torch.tensor(command["ids"])
        layers = model.get_decoder().layers

        def gradients():
            streams = [model.get_input_embeddings()(ids).requires_grad_()]

            def keep(module, inputs, output):
                streams.append(output if torch.is_tensor(output) else output[0])
            hooks = [layer.register_forward_hook(keep) for layer in layers]
            try:
                last = model(inputs_embeds=streams[0], use_cache=False, logits_to_keep=1).logits[:, -1]
            finally:
                for hook in hooks:
                    hook.remove()
            return torch.autograd.grad((last[:, command["for"]] - last[:, command["against"]]).sum(), streams)
        return timed(command, gradients, lambda found: {"norms": [gradient.norm().item() for gradient in found]})

    def memory(self, command: dict) -> dict:
        return memory()


if __name__ == "__main__":
    serve(Transformers)
