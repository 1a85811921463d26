"""A corpus, two models and a training manifest, as small as they can be."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from containers.common import manifest
from containers.common.store import FolderStore
from containers.evaluation.corpus import Document

SETTINGS = {
    "threads": 1,
    "resamples": 300,
    "bits_per_byte": {"window": 96, "characters": 300},
    "cloze": {"items": 12, "fewest_items": 8, "fewest_in_train": 2, "context_characters": 60, "tail_characters": 30, "per_document": 3},
}


def text(seed: int, words: int = 150) -> str:
    """Sentences of made-up words in an order without sense: the same words for every seed, the first ones frequent."""
    chance, made = random.Random(seed), random.Random("vocabulary")
    vocabulary = ["".join(made.choices("abcdefghijklmnop", k=made.randint(2, 8))) for _ in range(400)]
    drawn = chance.choices(vocabulary, weights=[1 / (20 + rank) for rank in range(400)], k=words)
    return " ".join(f"{word}." if place % 8 == 7 else word for place, word in enumerate(drawn))


def documents(seeds: range, language: str = "xx") -> list[Document]:
    return [Document(f"document-{seed}", text(seed), language) for seed in seeds]


def write_curated(folder: Path, splits: dict[str, list[Document]]) -> Path:
    """A curation output with these documents."""
    for split, found in splits.items():
        path = folder / "documents" / split / "part-00000.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = {name: pa.array([getattr(document, name) for document in found], pa.string()) for name in ("doc_id", "text", "language")}
        pq.write_table(pa.table(columns), path)
    return finished(folder, "curation", {})


def write_trained(folder: Path, curated: Path) -> Path:
    """A training output whose second model differs from its first: not trained, only other weights."""
    for seed, name in enumerate(("initial", "model")):
        write_model(folder / name, seed)
    return finished(folder, "training", {"curation": manifest.read(FolderStore(curated)).hash})


def write_model(folder: Path, seed: int) -> None:
    """A random Llama with a byte-level tokenizer."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([text(0)], trainer)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="</s>").save_pretrained(folder)
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=16,
        intermediate_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=128,
        bos_token_id=0,
        eos_token_id=1,
        initializer_range=0.5,
    )
    LlamaForCausalLM(config).save_pretrained(folder)


def finished(folder: Path, step: str, inputs: dict[str, str]) -> Path:
    store = FolderStore(folder)
    outputs = [path for path in store.list() if path != manifest.NAME]
    manifest.write(store, manifest.build(store, step=step, settings={}, inputs=inputs, outputs=outputs, metrics={}, seconds=0))
    return folder
