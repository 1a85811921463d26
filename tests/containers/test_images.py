"""Each container's Dockerfile keeps the house's rules for images."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILES = sorted(ROOT.glob("containers/*/Dockerfile"))
LOCKS = sorted(path for path in ROOT.glob("requirements/*.txt") if path.stem != "slurm")  # Debian packages: tools/slurm holds their hashes


def instructions(dockerfile: Path) -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", "", dockerfile.read_text())
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line and not line.startswith("#")]  # type: ignore[misc]


def breaches(dockerfile: Path) -> list[str]:
    """What a reviewer would refuse in a Dockerfile."""
    found = []
    steps = instructions(dockerfile)
    for word, rest in steps:
        if word == "FROM" and rest != "${BASE_IMAGE}" and "@sha256:" not in rest:
            found.append(f"base neither by digest nor by the mirror's variable: {rest}")
        if word == "ARG" and rest.startswith("BASE_IMAGE="):
            found.append("the base has a default")
        if word == "RUN" and re.search(r"\b(curl|wget|git|apt-get|apk)\b|https?://", rest):
            found.append(f"fetches outside the lock: {rest}")
        if word == "RUN" and "pip install" in rest and "--require-hashes" not in rest:
            found.append(f"installs without hashes: {rest}")
        if word == "ADD":
            found.append(f"ADD can fetch: {rest}")
    users = [rest for word, rest in steps if word == "USER"]
    if not users or users[-1].split(":")[0] in {"0", "root"}:
        found.append("runs as root")
    if steps[-1][0] != "ENTRYPOINT" or f"containers.{dockerfile.parent.name}" not in steps[-1][1]:
        found.append("does not start its own container")
    return found


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_an_image_keeps_the_rules(dockerfile):
    assert breaches(dockerfile) == []


@pytest.mark.parametrize(
    ("line", "breach"),
    [
        ("FROM python:3.11", "base neither by digest"),
        ("ARG BASE_IMAGE=python:3.11", "the base has a default"),
        ("RUN curl -O example.test/tool", "fetches outside the lock"),
        ("RUN pip install torch", "installs without hashes"),
        ("ADD archive.tar /", "ADD can fetch"),
        ("USER root", "runs as root"),
    ],
)
def test_a_broken_rule_is_found(tmp_path, line, breach):
    broken = tmp_path / "curation" / "Dockerfile"
    broken.parent.mkdir()
    text = (ROOT / "containers/curation/Dockerfile").read_text()
    broken.write_text(text.replace("ENTRYPOINT", f"{line}\nENTRYPOINT"))
    assert [found for found in breaches(broken) if breach in found]


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.parent.name)
def test_an_image_copies_its_own_code_and_the_common_part_alone(dockerfile):
    copied = {rest.split()[0] for word, rest in instructions(dockerfile) if word == "COPY"}
    name = dockerfile.parent.name
    assert copied == {f"requirements/{name}.txt", "LICENSE", "containers/__init__.py", "containers/common", f"containers/{name}"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_pins_by_hash_and_names_no_index_path_torch_or_nvidia(lock):
    text = lock.read_text()
    packages = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE)
    assert packages
    assert text.count(" \\\n    --hash=sha256:") >= len(packages)
    assert not re.search(r"https?://|file:|^-|^/|^(torch|nvidia-|cuda-)[\w-]*==", text, re.MULTILINE)
