"""How soon and how fast a small model is served: vLLM against the small server over transformers, same load, in turn.

`python benchmarks/serving-spine.py [--model FOLDER] [--seconds 15]`; without a model, a random Llama of about 4 million parameters.
"""

import argparse
import contextlib
import datetime as dt
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

NAME = "serving-spine"
RESULTS = Path(__file__).parent / "results"
BAR = 2.0


def random_llama(folder: Path) -> Path:
    letters = {letter: number for number, letter in enumerate(["<|endoftext|>", *sorted(pre_tokenizers.ByteLevel.alphabet())])}
    bpe = Tokenizer(models.BPE(vocab=letters, merges=[]))
    bpe.pre_tokenizer, bpe.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    PreTrainedTokenizerFast(tokenizer_object=bpe, bos_token="<|endoftext|>", eos_token="<|endoftext|>").save_pretrained(folder)
    torch.manual_seed(0)
    sizes = {"hidden_size": 192, "intermediate_size": 512, "num_hidden_layers": 6, "num_attention_heads": 4}
    LlamaForCausalLM(LlamaConfig(vocab_size=4096, max_position_embeddings=512, bos_token_id=0, eos_token_id=0, **sizes)).save_pretrained(
        folder
    )
    return folder


@contextlib.contextmanager
def served(engine: str, model: Path, scratch: Path) -> Iterator[dict[str, Any]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = [f"engine={engine}", f"port={port}", f"log={scratch / engine}.log"]
    command = [sys.executable, "-m", "containers.serving", "--recipe", "containers/serving/recipes/spine.yaml", "--input", str(model)]
    process = subprocess.Popen(
        [*command, *(part for setting in settings for part in ("--set", setting))], stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise SystemExit(f"{engine} did not start")
        yield json.loads(line)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def measured(engine: str, model: Path, scratch: Path, seconds: float) -> dict[str, Any]:
    with served(engine, model, scratch) as server:
        output = scratch / f"load-{engine}"
        command = [sys.executable, "-m", "containers.load", "--recipe", "containers/load/recipes/spine.yaml", "--input", server["url"]]
        subprocess.run([*command, "--output", str(output), "--set", f"shape.seconds={seconds}"], check=True)
    report = json.loads((output / "load.json").read_text())
    levels = {
        str(level["users"]): {
            "output_tokens_per_s": level["output_tokens_per_s"],
            "ttft_p50_ms": (level["ttft_ms"] or {}).get("p50"),
            "itl_p50_ms": (level["itl_ms"] or {}).get("p50"),
            "itl_p99_ms": (level["itl_ms"] or {}).get("p99"),
        }
        for level in report["levels"]
    }
    return {"start_s": server["start_s"], "errors": report["totals"]["errors"], "levels": levels}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seconds", type=float, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = options.model or random_llama(Path(folder) / "model")
        engines = {engine: measured(engine, model, Path(folder), options.seconds) for engine in ("transformers", "vllm")}
    fastest = {engine: told["levels"]["8"]["output_tokens_per_s"] for engine, told in engines.items()}
    result = {
        "name": NAME,
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "command": " ".join(["python", "benchmarks/serving-spine.py", *sys.argv[1:]]),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, load average {os.getloadavg()[0]:.1f} at the end",
        "versions": {name: version(name) for name in ("transformers", "torch", "locust")},
        "figure": fastest["vllm"],
        "unit": "output tokens/s at 8 readers, vLLM",
        "against": {"transformers": fastest["transformers"], "engines": engines},
        "bar": f"at least {BAR:g} times the server over transformers, no error",
        "holds": fastest["vllm"] >= BAR * fastest["transformers"] and not any(told["errors"] for told in engines.values()),
    }
    line = json.dumps(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{NAME}-{result['date']}.json").write_text(line + "\n")
    print(line)


if __name__ == "__main__":
    main()
