"""vLLM's OpenAI server: its command, its variables, and whether it is there at all."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from containers.serving.recipe import ServingRecipe, VllmCpu

OFFLINE = {
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_DO_NOT_TRACK": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Without it vLLM finds its own address by opening a socket towards a public name server.
    "VLLM_HOST_IP": "127.0.0.1",
}
HAS_VLLM = "import importlib.util, sys; sys.exit(importlib.util.find_spec('vllm') is None)"


def why_not(recipe: ServingRecipe) -> str | None:
    """Why vLLM cannot be started here, in words; None if it is installed.

    Whether it can really be imported shows when it starts: importing it takes ten seconds, too long for a question.
    """
    python = interpreter(recipe)
    if python is None:
        return f"there is no {recipe.vllm.python}"
    try:
        asked = subprocess.run([python, "-c", HAS_VLLM], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return f"{python} does not run"
    return f"{python} has no vLLM" if asked.returncode else None


def interpreter(recipe: ServingRecipe) -> str | None:
    """The program that the recipe names: a path, or a name on PATH; None if there is none."""
    return shutil.which(recipe.vllm.python)


def command(recipe: ServingRecipe, python: str, model: Path, chat_template: Path | None) -> list[str]:
    """The server's command line. No request is logged: a log must hold no prompt."""
    options: dict[str, str] = {
        "--model": str(model),
        "--served-model-name": recipe.model_name,
        "--host": recipe.host,
        "--port": str(recipe.port),
        "--dtype": recipe.dtype,
        "--shutdown-timeout": str(int(recipe.drain_s)),
    }
    if chat_template:
        options["--chat-template"] = str(chat_template)
    if recipe.max_model_len:
        options["--max-model-len"] = str(recipe.max_model_len)
    flags = ["--no-enable-log-requests", "--disable-fastapi-docs", *(["--enforce-eager"] if recipe.vllm.enforce_eager else [])]
    return [python, "-m", "vllm.entrypoints.openai.api_server", *(part for pair in options.items() for part in pair), *flags]


def environment(recipe: ServingRecipe, base: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The child's variables: ours, those that keep it silent, and on a CPU its threads and memory."""
    return {**base, **OFFLINE, **(_cpu(recipe.vllm.cpu) if recipe.vllm.cpu else {})}


def _cpu(cpu: VllmCpu) -> dict[str, str]:
    return {
        "OMP_NUM_THREADS": str(cpu.threads),
        "VLLM_CPU_KVCACHE_SPACE": str(cpu.kv_cache_gib),
        # The engine then runs its one worker inside itself: one process less to start, which takes half of the time to the first answer.
        "VLLM_ENABLE_V1_MULTIPROCESSING": "0",
    }
