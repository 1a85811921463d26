"""The model: transformers' Llama with random weights, sharded by FSDP2."""

import torch
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.fsdp import FSDPModule, MixedPrecisionPolicy, fully_shard
from transformers import LlamaConfig, LlamaForCausalLM

from containers.training.recipe import ModelShape

BF16_CAPABILITIES = ("amx_bf16", "avx512_bf16", "bf16")
"""Instruction sets that multiply bf16 (`torch.cpu.get_capabilities`). Elsewhere oneDNN emulates it, 2.6 times slower than fp32."""


def llama_config(shape: ModelShape, *, vocab_size: int, pad: int, bos: int, eos: int) -> LlamaConfig:
    """The Hugging Face configuration of the recipe's shape; embeddings are tied, as in every Llama of this size."""
    return LlamaConfig(
        vocab_size=vocab_size,
        hidden_size=shape.hidden_size,
        intermediate_size=shape.intermediate_size,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.kv_heads,
        max_position_embeddings=shape.context,
        rms_norm_eps=1e-5,
        tie_word_embeddings=True,
        pad_token_id=pad,
        bos_token_id=bos,
        eos_token_id=eos,
        use_cache=False,
        dtype="float32",
    )


def new_model(config: LlamaConfig, seed: int, device: torch.device) -> LlamaForCausalLM:
    """A model with weights drawn from `seed` on the processor: the same on every rank and device, float32."""
    torch.manual_seed(seed)
    model = LlamaForCausalLM(config)
    torch.nn.Module.to(model, device)
    return model


def shard(model: LlamaForCausalLM, mesh: DeviceMesh, precision: torch.dtype) -> LlamaForCausalLM:
    """Shard each layer, then the rest (FSDP2). Weights and reductions stay float32; `precision` is what a layer computes in.

    Parameters stay gathered between forward and backward: at this size memory is not the limit, the extra all-gather is.
    """
    policy = MixedPrecisionPolicy(param_dtype=precision, reduce_dtype=torch.float32)
    for layer in model.model.layers:
        fully_shard(layer, mesh=mesh, mp_policy=policy, reshard_after_forward=False)
    fully_shard(model, mesh=mesh, mp_policy=policy, reshard_after_forward=False)
    return model


def synchronise(model: torch.nn.Module, *, on: bool) -> None:
    """Reduce gradients after the coming backward, or leave them to gather up (gradient accumulation)."""
    if isinstance(model, FSDPModule):
        model.set_requires_gradient_sync(on)


def parameters(model: torch.nn.Module) -> int:
    """How many parameters the model has, tied ones once."""
    return sum(parameter.numel() for parameter in model.parameters())


def compute_dtype(precision: str) -> torch.dtype:
    """The dtype of `fp32`, `bf16` or `auto`: bf16 where the processor multiplies it in hardware, fp32 elsewhere."""
    if precision == "auto":
        has_bf16 = torch.cuda.is_available() or any(torch.cpu.get_capabilities().get(name) for name in BF16_CAPABILITIES)
        precision = "bf16" if has_bf16 else "fp32"
    return {"bf16": torch.bfloat16, "fp32": torch.float32}[precision]
