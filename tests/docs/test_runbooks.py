"""Each command of a runbook is one that its command line takes."""

from pathlib import Path

import pytest
from typer.main import get_command

from console.main import app
from tests.docs.commands import WrongCommandError, call, commands

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"
PAGES = ("lake.md", "capacity.md", "hyperpod.md", "eks.md", "pcs.md")
WRITTEN = [(page, words) for page in PAGES for words in commands(OPERATIONS / page)]
OF_AWS = [(page, words) for page, words in WRITTEN if words[0] == "aws"]


@pytest.mark.parametrize("page", PAGES)
def test_a_runbook_has_commands(page) -> None:
    assert len([words for found, words in OF_AWS if found == page]) > 5


@pytest.mark.parametrize("words", [words for _, words in OF_AWS], ids=lambda words: " ".join(words[1:3]))
def test_aws_has_the_command_and_takes_its_parameters(words) -> None:
    call(words)


@pytest.mark.parametrize("words", [words for _, words in WRITTEN if words[0] == "blueprint"], ids=" ".join)
def test_blueprint_has_the_command(words) -> None:
    assert words[1] in get_command(app).commands  # type: ignore[attr-defined]


def test_every_command_is_of_a_known_program() -> None:
    assert {words[0] for _, words in WRITTEN} == {"aws", "blueprint", "cdk"}


TASK = "aws fsx create-data-repository-task --file-system-id fs-0123456789abcdef0 --type"


@pytest.mark.parametrize(
    "line",
    [
        "aws lustre update-file-system",
        "aws fsx grow-file-system",
        "aws fsx update-file-system --size 4800 --file-system-id fs-0123456789abcdef0",
        "aws fsx update-file-system --storage-capacity 4800",
        "aws fsx update-file-system --file-system-id fs-0123456789abcdef0 --storage-capacity much",
        f"{TASK} RELEASE --report '{{\"Enabled\": false}}'",
        f"{TASK} RELEASE_DATA_FROM_FILESYSTEM --report '{{\"On\": false}}'",
    ],
)
def test_a_wrong_command_is_found(line, tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```bash\n{line}\n```\n")
    (words,) = commands(page)
    with pytest.raises((WrongCommandError, ValueError)):
        call(words)
