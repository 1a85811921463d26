"""The deployment file: typed, closed to unknown keys, every mistake reported at once."""

from blueprint.settings.budget import Budget
from blueprint.settings.deployment import Audit, Deployment, Jurisdiction, Registry
from blueprint.settings.detection import Detection
from blueprint.settings.keys import Keys
from blueprint.settings.lake import Lake, Lustre
from blueprint.settings.load import file_of, load, names
from blueprint.settings.network import Network, Subnets
from blueprint.settings.network_ways import Certificates, DirectConnect, Line, PrivateLink, PrivateZones, TransitGateway, Vpn
from blueprint.settings.notes import notes, summary
from blueprint.settings.part import Part
from blueprint.settings.problems import DeploymentError, Problem
from blueprint.settings.serving import Serving
from blueprint.settings.training import Training
from blueprint.settings.ways_in import BreakGlass, Sessions, WaysIn

__all__ = [
    "Audit",
    "BreakGlass",
    "Budget",
    "Certificates",
    "Deployment",
    "DeploymentError",
    "Detection",
    "DirectConnect",
    "Jurisdiction",
    "Keys",
    "Lake",
    "Line",
    "Lustre",
    "Network",
    "Part",
    "PrivateLink",
    "PrivateZones",
    "Problem",
    "Registry",
    "Serving",
    "Sessions",
    "Subnets",
    "Training",
    "TransitGateway",
    "Vpn",
    "WaysIn",
    "file_of",
    "load",
    "names",
    "notes",
    "summary",
]
