"""`auto` computes in bf16 only where that is faster."""

import pytest
import torch

from containers.training.model import compute_dtype


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"amx_bf16": True, "avx512_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"bf16": True, "neon": True}, torch.bfloat16),
        ({"avx512_f": True, "avx512_bw": True, "amx_bf16": False, "avx512_bf16": False}, torch.float32),
        ({"avx2": True}, torch.float32),
    ],
)
def test_auto_asks_for_the_processors_own_bf16(monkeypatch, capabilities: dict[str, bool], expected: torch.dtype) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert compute_dtype("auto") is expected


def test_a_chosen_precision_is_kept_on_every_machine() -> None:
    assert compute_dtype("bf16") is torch.bfloat16
    assert compute_dtype("fp32") is torch.float32
