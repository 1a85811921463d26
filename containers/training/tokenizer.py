"""A byte-level BPE tokenizer, trained from scratch on the train split alone.

Byte level: every text can be encoded and comes back byte for byte, so bits per byte need no rule for unknown characters. No normaliser:
curation has normalised already, and what the model is given must be what was curated.
"""

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from containers.training.limits import BOS, EOS, PAD, SPECIAL_TOKENS

# A base model has seen no dialogue: its template gives it the messages as text to go on with, and pretends nothing else.
_CHAT_TEMPLATE = "{{ bos_token }}{% for message in messages %}{{ message['content'] }}\n{% endfor %}"


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """Train the merges. The same texts give the same tokenizer; a small corpus may give fewer than `vocab_size` tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        min_frequency=2,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    bos = id_of(tokenizer, BOS)
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{BOS} $A", pair=f"{BOS} $A $B", special_tokens=[(BOS, bos)])
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path, context: int) -> None:
    """Write the Hugging Face tokenizer folder: `tokenizer.json`, `tokenizer_config.json` and the chat template."""
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=BOS,
        eos_token=EOS,
        pad_token=PAD,
        model_max_length=context,
        clean_up_tokenization_spaces=False,
        chat_template=_CHAT_TEMPLATE,
    )
    wrapped.save_pretrained(folder)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Read back the tokenizer of `save_tokenizer`."""
    tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return tokenizer


def id_of(tokenizer: Tokenizer, token: str) -> int:
    """The id of a token that is in every vocabulary of ours."""
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ValueError(f"the tokenizer does not know {token}")
    return found


def bytes_of_tokens(tokenizer: Tokenizer) -> list[int]:
    """How many UTF-8 bytes each id stands for; 0 for the special tokens, which are no text.

    In byte-level BPE one character of a token's spelling is one byte of text (Radford et al. 2019, section 2.2).
    """
    spellings = (tokenizer.id_to_token(index) or "" for index in range(tokenizer.get_vocab_size()))
    return [0 if spelling in SPECIAL_TOKENS else len(spelling) for spelling in spellings]
