import pytest
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR
from transformers import get_cosine_schedule_with_warmup

from containers.training.schedule import multiplier


def test_after_the_warm_up_it_is_transformers_cosine() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = get_cosine_schedule_with_warmup(optimizer, num_warmup_steps=10, num_training_steps=100)
    for updates in range(100):
        if updates >= 10:
            assert multiplier(updates, warmup=10, total=100, floor=0) == pytest.approx(theirs.get_last_lr()[0], abs=1e-12)
        optimizer.step()
        theirs.step()


def test_with_a_floor_it_is_torchs_cosine_annealing() -> None:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    theirs = CosineAnnealingLR(optimizer, T_max=80, eta_min=0.1)
    for updates in range(20, 100):
        assert multiplier(updates, warmup=20, total=100, floor=0.1) == pytest.approx(theirs.get_last_lr()[0], abs=1e-9)
        optimizer.step()
        theirs.step()


def test_the_warm_up_rises_in_even_steps_and_wastes_none() -> None:
    assert [multiplier(updates, warmup=4, total=100, floor=0) for updates in range(5)] == [0.25, 0.5, 0.75, 1.0, 1.0]
