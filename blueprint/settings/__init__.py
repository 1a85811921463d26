"""The deployment file: typed, closed to unknown keys, every mistake reported at once."""

from blueprint.settings.deployment import Audit, Deployment, Jurisdiction, Keys, Registry
from blueprint.settings.lake import Lake, Lustre
from blueprint.settings.load import file_of, load, names
from blueprint.settings.network import Network, Subnets
from blueprint.settings.notes import notes, summary
from blueprint.settings.part import Part
from blueprint.settings.problems import DeploymentError, Problem
from blueprint.settings.serving import Serving
from blueprint.settings.training import Training

__all__ = [
    "Audit",
    "Deployment",
    "DeploymentError",
    "Jurisdiction",
    "Keys",
    "Lake",
    "Lustre",
    "Network",
    "Part",
    "Problem",
    "Registry",
    "Serving",
    "Subnets",
    "Training",
    "file_of",
    "load",
    "names",
    "notes",
    "summary",
]
