"""Two processes under FSDP2 learn what one plain loop learns."""

from pathlib import Path

import pytest
import torch

from containers.common.recipe import read_recipe
from containers.training.folder import RunFolder
from containers.training.heldout import token_loss
from containers.training.journal import read_lines
from containers.training.limits import BOS, EOS, PAD
from containers.training.loader import WindowLoader
from containers.training.model import llama_config, new_model
from containers.training.prepare import open_prepared
from containers.training.recipe import TrainingRecipe
from containers.training.schedule import multiplier
from containers.training.tokenizer import id_of
from containers.training.trainer import decay_groups
from tests.containers.training.tiny import recipe_file


def test_the_losses_of_two_sharded_processes_are_those_of_one_plain_loop(unbroken_run: Path, tmp_path: Path) -> None:
    recipe = read_recipe(TrainingRecipe, recipe_file(tmp_path))
    prepared = open_prepared(RunFolder(unbroken_run))
    ids = {name: id_of(prepared.tokenizer, token) for name, token in (("pad", PAD), ("bos", BOS), ("eos", EOS))}
    model = new_model(llama_config(recipe.model, vocab_size=recipe.vocab_size, **ids), recipe.seed, torch.device("cpu"))
    told = recipe.optimiser
    optimizer = torch.optim.AdamW(decay_groups(model, told), lr=told.peak_learning_rate, betas=told.betas, eps=1e-8)
    loader = WindowLoader(prepared.train, length=32, sequences=2 * recipe.processes, rank=0, world_size=1, seed=recipe.seed)
    plain = []
    for step in range(recipe.steps):
        for options in optimizer.param_groups:
            options["lr"] = told.peak_learning_rate * multiplier(step, warmup=told.warmup_steps, total=recipe.steps, floor=told.floor)
        batch = torch.cat([loader.next_batch() for _ in range(recipe.batch.accumulation)])
        loss = token_loss(model(input_ids=batch[:, :-1]).logits, batch[:, 1:])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), told.clip_norm)
        optimizer.step()
        optimizer.zero_grad()
        plain.append(loss.item())
    assert [line["loss"] for line in read_lines(unbroken_run / "losses.jsonl")] == pytest.approx(plain, rel=2e-4)
    assert plain[-1] < plain[0] - 0.1
