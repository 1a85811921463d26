"""The deployment file: typed, closed to unknown keys, every mistake reported at once."""

from blueprint.settings.budget import Budget
from blueprint.settings.deployment import Audit, Deployment, Jurisdiction, Registry
from blueprint.settings.detection import Detection
from blueprint.settings.eks import AddonPin, Chart, Eks, EksNodeGroup, Images, Karpenter, Pool, PriorityClass, SystemNodes, Tenant
from blueprint.settings.hyperpod import HyperPod, HyperPodGroup
from blueprint.settings.keys import Keys
from blueprint.settings.lake import Lake, Lustre, Release
from blueprint.settings.load import file_of, load, names
from blueprint.settings.network import Network, Subnets
from blueprint.settings.network_ways import Certificates, DirectConnect, Line, PrivateLink, PrivateZones, TransitGateway, Vpn
from blueprint.settings.nodes import CapacityBlock, Ec2NodeGroup, NodeGroup, Reservation
from blueprint.settings.notes import notes, summary
from blueprint.settings.part import Part
from blueprint.settings.pcs import Pcs, PcsNodeGroup
from blueprint.settings.problems import DeploymentError, FileError, Problem
from blueprint.settings.serving import Serving
from blueprint.settings.slurm import Account, Partition, Qos, Slurm
from blueprint.settings.training import Ec2, Training
from blueprint.settings.ways_in import BreakGlass, Sessions, WaysIn

__all__ = [
    "Account",
    "AddonPin",
    "Audit",
    "BreakGlass",
    "Budget",
    "CapacityBlock",
    "Certificates",
    "Chart",
    "Deployment",
    "DeploymentError",
    "Detection",
    "DirectConnect",
    "Ec2",
    "Ec2NodeGroup",
    "Eks",
    "EksNodeGroup",
    "FileError",
    "HyperPod",
    "HyperPodGroup",
    "Images",
    "Jurisdiction",
    "Karpenter",
    "Keys",
    "Lake",
    "Line",
    "Lustre",
    "Network",
    "NodeGroup",
    "Part",
    "Partition",
    "Pcs",
    "PcsNodeGroup",
    "Pool",
    "PriorityClass",
    "PrivateLink",
    "PrivateZones",
    "Problem",
    "Qos",
    "Registry",
    "Release",
    "Reservation",
    "Serving",
    "Sessions",
    "Slurm",
    "Subnets",
    "SystemNodes",
    "Tenant",
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
