"""Model, optimizer, schedule and data order as one thing that takes a step and that can be written down and picked up again."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch.distributed.checkpoint.state_dict import get_state_dict, set_state_dict
from torch.distributed.tensor import DTensor
from torch.optim.lr_scheduler import LambdaLR
from transformers import LlamaForCausalLM

from containers.training.distributed import Group
from containers.training.heldout import token_loss
from containers.training.loader import WindowLoader
from containers.training.model import synchronise
from containers.training.recipe import Optimiser, TrainingRecipe
from containers.training.schedule import multiplier


@dataclass(frozen=True)
class Step:
    """What one optimizer step saw."""

    loss: float
    gradient_norm: float
    learning_rate: float


class Trainer:
    """One process's part of the run."""

    def __init__(self, recipe: TrainingRecipe, model: LlamaForCausalLM, loader: WindowLoader, group: Group) -> None:
        self.recipe, self.model, self.loader, self.group = recipe, model, loader, group
        told = recipe.optimiser
        self.optimizer = torch.optim.AdamW(decay_groups(model, told), lr=told.peak_learning_rate, betas=told.betas, eps=1e-8)
        rate = partial(multiplier, warmup=told.warmup_steps, total=recipe.steps, floor=told.floor)
        self.scheduler = LambdaLR(self.optimizer, rate)

    def step(self) -> Step:
        """Take one optimizer step; every process must call it."""
        accumulation = self.recipe.batch.accumulation
        loss = torch.zeros(())
        for micro in range(accumulation):
            synchronise(self.model, on=micro == accumulation - 1)
            batch = self.loader.next_batch().to(self.group.device)
            part = token_loss(self.model(input_ids=batch[:, :-1]).logits, batch[:, 1:]) / accumulation
            part.backward()  # type: ignore[no-untyped-call]
            loss = loss + part.detach().cpu()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.optimiser.clip_norm)
        learning_rate = self.scheduler.get_last_lr()[0]
        self.optimizer.step()
        self.scheduler.step()
        self.optimizer.zero_grad()
        whole = norm.full_tensor() if isinstance(norm, DTensor) else norm
        return Step(loss=self.group.mean(loss), gradient_norm=float(whole), learning_rate=float(learning_rate))

    def state(self) -> dict[str, Any]:
        """All that decides what the next step does."""
        model, optimizer = get_state_dict(self.model, self.optimizer)
        return {
            "model": model,
            "optimizer": optimizer,
            "scheduler": self.scheduler.state_dict(),
            "loader": self.loader.state_dict(),
            "rng": {f"rank-{self.group.rank}": torch.get_rng_state()},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what `state` returned."""
        set_state_dict(self.model, self.optimizer, model_state_dict=state["model"], optim_state_dict=state["optimizer"])
        self.scheduler.load_state_dict(state["scheduler"])
        self.loader.load_state_dict(state["loader"])
        torch.set_rng_state(state["rng"][f"rank-{self.group.rank}"])


def decay_groups(model: torch.nn.Module, told: Optimiser) -> list[dict[str, Any]]:
    """Matrices decay; norms do not (Loshchilov and Hutter 2019; the usual practice since GPT-2)."""
    named = list(model.named_parameters())
    return [
        {"params": [parameter for _, parameter in named if parameter.ndim >= 2], "weight_decay": told.weight_decay},
        {"params": [parameter for _, parameter in named if parameter.ndim < 2], "weight_decay": 0.0},
    ]
