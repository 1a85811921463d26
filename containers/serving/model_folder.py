"""Is this a model folder that may be served? Hugging Face's layout, weights as safetensors alone."""

import json
from pathlib import Path
from typing import Any

from containers.common.entry import UserError

PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib")
TOKENIZERS = ("tokenizer.json", "tokenizer.model")
INDEX = "model.safetensors.index.json"
LONGEST_HEADER = 100_000_000


def require_model_folder(folder: Path) -> None:
    """Refuse a folder that is no complete, safe model.

    Raises:
        UserError: with every problem at once.
    """
    found = problems(folder)
    if found:
        raise UserError("\n".join([f"{folder}: {len(found)} problem{'s' * (len(found) > 1)}", *(f"  {problem}" for problem in found)]))


def problems(folder: Path) -> list[str]:
    """Everything that is wrong with a model folder, each as one line; empty if it can be served."""
    if not folder.is_dir():
        return ["is a file, no folder" if folder.exists() else "is not there; training writes one, as model/ in its output"]
    return [*_config(folder), *_tokenizer(folder), *_weights(folder), *_pickles(folder)]


def _config(folder: Path) -> list[str]:
    config = _json(folder / "config.json")
    if isinstance(config, str):
        return [config]
    found = [] if config.get("architectures") else ["config.json: names no architecture under 'architectures'"]
    return found + (["config.json: 'auto_map' asks for code from the model folder, which is never run"] if "auto_map" in config else [])


def _tokenizer(folder: Path) -> list[str]:
    if not any((folder / name).is_file() for name in TOKENIZERS):
        return [f"{' or '.join(TOKENIZERS)}: missing"]
    tokenizer = _json(folder / "tokenizer.json") if (folder / "tokenizer.json").is_file() else {}
    return [tokenizer] if isinstance(tokenizer, str) else []


def _weights(folder: Path) -> list[str]:
    shards = sorted(folder.glob("*.safetensors"))
    broken = [problem for shard in shards if (problem := _safetensors(shard))]
    if (folder / INDEX).is_file():
        index = _json(folder / INDEX)
        if isinstance(index, str):
            return [*broken, index]
        wanted = set(index.get("weight_map", {}).values())
        return [*broken, *(f"{name}: missing, {INDEX} names it" for name in sorted(wanted - {shard.name for shard in shards}))]
    return broken if shards else ["*.safetensors: missing; weights must be safetensors"]


def _pickles(folder: Path) -> list[str]:
    found = sorted(path.name for path in folder.iterdir() if path.suffix in PICKLED)
    return [f"{name}: may be a pickle, which runs code when it is read; allowed: safetensors" for name in found]


def _safetensors(path: Path) -> str | None:
    """The format: eight bytes with the header's length (little endian), the header as JSON, then the tensors (safetensors' README)."""
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        if not 2 <= length <= min(LONGEST_HEADER, path.stat().st_size - 8):
            return f"{path.name}: is not a safetensors file, or was cut off"
        try:
            header = json.loads(stream.read(length))
            end = max((tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"), default=0)
        except (ValueError, KeyError, TypeError, AttributeError):
            return f"{path.name}: has a broken safetensors header"
    expected, actual = 8 + length + end, path.stat().st_size
    return None if actual == expected else f"{path.name}: has {actual} bytes, its header says {expected}"


def _json(path: Path) -> dict[str, Any] | str:
    """The JSON object in a file, or what is wrong with it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return f"{path.name}: missing"
    except ValueError:
        return f"{path.name}: is not JSON"
    return value if isinstance(value, dict) else f"{path.name}: must hold a JSON object"
