"""The model as a Hugging Face folder: config, generation config, safetensors, tokenizer."""

import shutil
from pathlib import Path

from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

from containers.training.distributed import Group


def export(model: LlamaForCausalLM, config: LlamaConfig, tokenizer: Path, target: Path, group: Group) -> None:
    """Gather the weights on rank 0 and publish the folder by a rename; every process must call it."""
    weights = get_model_state_dict(model, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
    if not group.is_first:
        return
    writing = target.with_name(f".{target.name}.writing")
    shutil.rmtree(writing, ignore_errors=True)
    whole = LlamaForCausalLM(config)
    whole.load_state_dict(weights)
    whole.config.use_cache = True
    whole.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        bos_token_id=config.bos_token_id, eos_token_id=config.eos_token_id, pad_token_id=config.pad_token_id, do_sample=False
    )
    whole.save_pretrained(writing)
    shutil.copytree(tokenizer, writing, dirs_exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    writing.rename(target)
