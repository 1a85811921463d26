"""What can be set about serving."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from containers.common.recipe import Recipe

Host = Literal["127.0.0.1", "0.0.0.0"]  # noqa: S104  (a choice of the recipe: inside a container the platform's probe comes from outside)


class VllmCpu(Recipe):
    """What vLLM's CPU build needs to be told; on an accelerator it finds its own."""

    threads: int = Field(default=1, ge=1, description="OpenMP threads of the engine.")
    kv_cache_gib: int = Field(default=1, ge=1, description="Memory for the key-value cache.")


class Vllm(Recipe):
    """How vLLM is started."""

    python: Path = Field(default=Path(".venv-vllm/bin/python"), description="The interpreter that has vLLM.")
    enforce_eager: bool = Field(default=True, description="No compilation and no CUDA graphs: a faster start, slower tokens.")
    cpu: VllmCpu | None = VllmCpu()


class Transformers(Recipe):
    """How the small server over transformers runs."""

    threads: int = Field(default=1, ge=1, description="Threads of one forward pass.")
    most_requests: int = Field(default=64, ge=1, description="Requests held at once; the next one is told 429.")


class ServingRecipe(Recipe):
    """Serve a model folder over HTTP."""

    engine: Literal["auto", "vllm", "transformers"] = "auto"
    model_name: str = Field(default="spine", pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$", description="The name that clients ask for.")
    host: Host = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    dtype: Literal["float32", "bfloat16", "float16"] = "float32"
    max_model_len: int | None = Field(
        default=None, ge=8, description="Longest prompt and answer together, in tokens; the model's own if not set."
    )
    chat_template: Path | None = Field(
        default=None, description="Jinja file for a tokenizer that has no chat template; a plain one if not set."
    )
    log: Path = Path("build/serving/engine.log")
    ready_timeout_s: float = Field(default=300, gt=0)
    drain_s: float = Field(default=10, ge=0, description="How long running requests may go on when the server is told to stop.")
    vllm: Vllm = Vllm()
    transformers: Transformers = Transformers()
