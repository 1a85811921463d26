from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from containers.training.limits import BOS, EOS
from containers.training.packing import open_tokens, pack, token_dtype
from containers.training.tokenizer import train_tokenizer

TEXTS = st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=12)
SAME_FOLDER = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(["eine kleine Menge Text, eine kleine Menge Worte"] * 3, 300)


@SAME_FOLDER
@given(texts=TEXTS)
def test_a_document_comes_back_whole_between_its_two_boundaries(texts: list[str], tokenizer: Tokenizer, tmp_path: Path) -> None:
    packed = pack(texts, tokenizer, tmp_path / "train.bin")
    documents = [packed.document(index).tolist() for index in range(packed.documents)]
    assert [tokenizer.decode(ids[1:-1], skip_special_tokens=False) for ids in documents] == texts
    assert {(ids[0], ids[-1]) for ids in documents} == {(tokenizer.token_to_id(BOS), tokenizer.token_to_id(EOS))}


@SAME_FOLDER
@given(texts=TEXTS, length=st.integers(1, 20))
def test_every_token_is_predicted_once_but_the_first_and_the_rest_of_the_last_window(
    texts: list[str], length: int, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    packed = pack(texts, tokenizer, tmp_path / "train.bin")
    targets = [token for index in range(packed.windows(length)) for token in packed.window(index, length)[1:].tolist()]
    assert targets == packed.tokens[1 : len(targets) + 1].tolist()
    assert len(packed.tokens) - 1 - len(targets) < length


def test_a_vocabulary_past_two_bytes_gets_four() -> None:
    assert [token_dtype(size).itemsize for size in (2**16, 2**16 + 1)] == [2, 4]


def test_a_file_that_lost_its_end_is_refused(tokenizer: Tokenizer, tmp_path: Path) -> None:
    pack(["ein Text"], tokenizer, tmp_path / "train.bin")
    content = (tmp_path / "train.bin").read_bytes()
    (tmp_path / "train.bin").write_bytes(content[:-2])
    with pytest.raises(ValueError, match="its index says"):
        open_tokens(tmp_path / "train.bin", 300)


def test_the_files_are_what_the_module_says_they_are(tokenizer: Tokenizer, tmp_path: Path) -> None:
    pack(["a", "bc"], tokenizer, tmp_path / "train.bin")
    offsets = np.fromfile(tmp_path / "train.idx", dtype="<u8").tolist()
    assert offsets == [0, 3, 7]
    assert (tmp_path / "train.bin").stat().st_size == 7 * 2
