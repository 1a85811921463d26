import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from containers.training.tokenizer import bytes_of_tokens, load_tokenizer, save_tokenizer, train_tokenizer

TEXTS = ["Grüße aus Köln, und noch einmal Grüße.", "日本語の文章です。日本語の文章です。", "plain text, plain words"] * 4
TOKENIZER = train_tokenizer(TEXTS, 340)


@settings(max_examples=80)
@given(st.text(max_size=80))
def test_any_text_comes_back_and_its_tokens_count_its_bytes(text: str) -> None:
    ids = TOKENIZER.encode(text, add_special_tokens=False).ids
    assert TOKENIZER.decode(ids, skip_special_tokens=False) == text
    assert sum(bytes_of_tokens(TOKENIZER)[index] for index in ids) == len(text.encode())


def test_another_process_learns_the_same_tokenizer(tmp_path: Path) -> None:
    code = (
        f"from containers.training.tokenizer import train_tokenizer; train_tokenizer({TEXTS!r}, 340).save({str(tmp_path / 'again.json')!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
    TOKENIZER.save(str(tmp_path / "here.json"))
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "here.json").read_bytes()


def test_transformers_reads_the_folder(tmp_path: Path) -> None:
    save_tokenizer(TOKENIZER, tmp_path, context=64)
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    assert theirs("Grüße")["input_ids"] == [theirs.bos_token_id, *load_tokenizer(tmp_path).encode("Grüße", add_special_tokens=False).ids]
    assert (theirs.bos_token, theirs.eos_token, theirs.pad_token) == ("<|bos|>", "<|eos|>", "<|pad|>")


def test_the_chat_template_pretends_no_dialogue(tmp_path: Path) -> None:
    save_tokenizer(TOKENIZER, tmp_path, context=64)
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    assert theirs.apply_chat_template([{"role": "user", "content": "Hallo"}], tokenize=False) == "<|bos|>Hallo\n"
