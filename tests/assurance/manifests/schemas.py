"""The schemas that tests hold manifests against, for every room's tests: `faults_of(manifest)`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assurance.manifests.check import Schemas, has_kubernetes, is_custom, read_schemas

ROOT = Path(__file__).parents[3]
PLACES = (ROOT.parent / "shared", Path("/work/shared"))
CUSTOM = next((path for place in PLACES if (path := place / "data" / "schemas" / "crds.json.zst").exists()), None)
KUBERNETES = "1.35"


@cache
def schemas() -> Schemas:
    return read_schemas(CUSTOM, KUBERNETES)


def faults_of(manifest: Mapping[str, Any]) -> list[str]:
    """Everything in which a manifest does not fit its kind's schema; skips the test, and says why, where there is no such schema here."""
    if is_custom(manifest) and CUSTOM is None:
        pytest.skip("no ../shared/data/schemas/crds.json.zst: schemas of custom resources")
    if not is_custom(manifest) and not has_kubernetes():
        pytest.skip("kubernetes-validate is not installed: Kubernetes' own schemas (pip install '.[manifests]')")
    return list(schemas().faults(manifest))
