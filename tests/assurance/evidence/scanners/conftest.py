"""Assemblies on disk, for scanners read files; and Checkov's own environment, where it is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assurance.evidence.assembly import Assembly, read_assembly

CHECKOV = Path(__file__).parents[4] / ".venv-checkov" / "bin" / "python"
FACTS = {"name": "mine", "partition": "aws", "region": "eu-central-1", "account": "111122223333", "approved_regions": ["eu-central-1"]}

AssemblyOf = Callable[..., Assembly]


@pytest.fixture(scope="session")
def checkov_python() -> Path:
    if not CHECKOV.is_file():
        pytest.skip("Checkov is not installed: `make environments` makes .venv-checkov")
    return CHECKOV


@pytest.fixture(scope="session")
def assembly_of(tmp_path_factory: pytest.TempPathFactory) -> AssemblyOf:
    """Writes one stack, `mine-part`, and reads it back; `constructs` are construct paths by logical id."""

    def make(resources: dict, constructs: dict[str, str] | None = None, **sections) -> Assembly:
        folder = tmp_path_factory.mktemp("assembly")
        artifact = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://111122223333/eu-central-1",
            "properties": {"templateFile": "mine-part.template.json"},
        }
        metadata = {path: [{"type": "aws:cdk:logicalId", "data": name}] for name, path in (constructs or {}).items()}
        (folder / "manifest.json").write_text(json.dumps({"artifacts": {"mine-part": artifact}}))
        (folder / "mine-part.template.json").write_text(json.dumps({"Resources": resources, **sections}))
        (folder / "mine-part.metadata.json").write_text(json.dumps(metadata))
        (folder / "deployment.json").write_text(json.dumps(FACTS))
        return read_assembly(folder)

    return make
