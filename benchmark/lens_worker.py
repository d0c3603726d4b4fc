"""TransformerLens as the benchmark's worker: its bridge around transformers' model, with its own (eager) attention."""

import importlib.metadata

from torch_side import logits, serve, spread, timed, token_time


class Lens:
    def __init__(self, folder: str):
        import torch
        from transformer_lens.model_bridge import TransformerBridge
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.torch = torch
        weights = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        self.model = TransformerBridge.boot_transformers(folder, hf_model=weights, dtype=torch.float32,
                                                         tokenizer=AutoTokenizer.from_pretrained(folder))

    def about(self, command: dict) -> dict:
        return {"name": "TransformerLens", "threads": self.torch.get_num_threads(),
                "versions": f"{importlib.metadata.version('transformer-lens')}, TransformerBridge, eager attention"}

    def forward(self, command: dict) -> dict:
        ids = self.torch.tensor(command["ids"])
        with self.torch.inference_mode():
            return timed(command, lambda: self.model(ids)[-1, -1, 0].item(), lambda touched: logits(self.model(ids)[:, -1]))

    def cached(self, command: dict) -> dict:
        ids = self.torch.tensor(command["ids"])
        names = (lambda name: name.endswith("hook_resid_post")) if command["keep"] == "residual" else None
        middle = f"blocks.{self.model.cfg.n_layers // 2}.hook_resid_post"

        def run():
            return self.model.run_with_cache(ids, names_filter=names)

        def check(found):
            logits_, cache = found
            return {**logits(logits_[:, -1]), "residual": spread(cache[middle][-1:, -1])}
        with self.torch.inference_mode():
            return timed(command, run, check)

    def generate(self, command: dict) -> dict:
        ids = self.model.to_tokens(command["prompt"], prepend_bos=False)

        def generate(count: int) -> list:
            return self.model.generate(ids, max_new_tokens=count, do_sample=False, return_type="tokens",
                                       verbose=False)[0, ids.shape[1]:].tolist()
        with self.torch.inference_mode():
            answer = token_time(command, generate)
        answer["check"]["prompt"] = ids[0].tolist()
        return answer


if __name__ == "__main__":
    serve(Lens)
