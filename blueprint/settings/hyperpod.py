"""SageMaker HyperPod: a cluster of nodes that SageMaker keeps whole, under Slurm or beside an EKS cluster."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from blueprint.settings.nodes import NodeGroup
from blueprint.settings.part import Part

ROOT_VOLUME_GIB: Final = 100
"""HyperPod gives every node a root volume of this size and takes no other (API reference, ClusterEbsVolumeConfig)."""

MINUTE, HOUR = r"[0-5]?[0-9]", r"(?:[01][0-9]|2[0-3]|[0-9])"
DAY, MONTH = r"(?:[1-9]|0[1-9]|[12][0-9]|3[01]|\?)", r"(?:[1-9]|0[1-9]|1[0-2]|\*|\*/(?:[1-9]|1[0-2]))"
WEEKDAY, YEAR = r"(?:MON|TUE|WED|THU|FRI|SAT|SUN|[1-7]|\?|L|[1-7]#[1-5]|[1-7]L)", r"(?:20[2-9][0-9]|\*)"
CRON = rf"^cron\({MINUTE} {HOUR} {DAY} {MONTH} {WEEKDAY} {YEAR}\)$"
"""CloudFormation's own pattern for ScheduleExpression, without its empty fields (registry schema in cfn-lint 1.58.0)."""

NOT_CONSUMED = (
    "not here: HyperPod consumes neither EC2's Capacity Blocks nor its capacity reservations; its own bought capacity is a training_plan"
)

DeepHealthCheck = Literal["InstanceStress", "InstanceConnectivity"]


_WORD = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
_KEY = rf"(?:[a-z0-9](?:[a-z0-9.-]{{0,251}}[a-z0-9])?/)?{_WORD}"
Label = Annotated[str, StringConstraints(pattern=rf"^{_KEY}={_WORD}$")]
Taint = Annotated[str, StringConstraints(pattern=rf"^{_KEY}={_WORD}:(?:NoSchedule|PreferNoSchedule|NoExecute)$")]

TASK_GOVERNANCE, TRAINING_OPERATOR = "amazon-sagemaker-hyperpod-taskgovernance", "amazon-sagemaker-hyperpod-training-operator"
CERT_MANAGER = "cert-manager"
ADDONS = (TASK_GOVERNANCE, TRAINING_OPERATOR, CERT_MANAGER)
Addon = Annotated[str, StringConstraints(pattern=rf"^(?:{'|'.join(ADDONS)})@v\d+\.\d+\.\d+-eksbuild\.\d+$")]
"""An add-on at its version; which versions there are says `aws eks describe-addon-versions`."""


class HyperPodGroup(NodeGroup):
    """Like nodes of a HyperPod cluster; Slurm's controller and its login nodes are groups too."""

    instance_type: str = Field(description="A SageMaker instance type, such as ml.p5.48xlarge.")
    root_volume_gib: Literal[100] = Field(
        default=ROOT_VOLUME_GIB, description="HyperPod's root volume has 100 GiB and takes no other size."
    )
    data_volume_gib: int = Field(default=500, ge=1, le=16384, description="Size in GiB of each node's second volume, at /opt/sagemaker.")
    role: Literal["controller", "login", "compute"] = Field(default="compute", description="What the nodes are to Slurm.")
    minimum_nodes: int | None = Field(
        default=None, ge=1, le=64, description="Nodes with which the group may start; with fewer after three hours it is taken back."
    )
    training_plan: str | None = Field(
        default=None,
        pattern=r"^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:training-plan/[a-zA-Z0-9][a-zA-Z0-9-]{0,63}$",
        description="The ARN of the training plan whose instances these are.",
    )
    deep_health_checks: tuple[DeepHealthCheck, ...] = Field(
        default=(), max_length=2, description="Checks that a new node has to pass before it gets a job; they take up to an hour or two."
    )
    threads_per_core: int | None = Field(default=None, ge=1, le=2, description="1 turns hyper-threading off; by default the type's own.")
    labels: tuple[Label, ...] = Field(default=(), max_length=20, description="Kubernetes labels of its nodes, each name=value; with EKS.")
    taints: tuple[Taint, ...] = Field(
        default=(), max_length=20, description="Kubernetes taints of its nodes, each key=value:effect; with EKS."
    )
    efa: None = Field(default=None, description="not here: HyperPod attaches EFA by itself where the type has it")
    capacity_block: None = Field(default=None, description=NOT_CONSUMED)
    reservation: None = Field(default=None, description=NOT_CONSUMED)


class Accounting(Part):
    """A MySQL database of one's own in which Slurm's accounting lies, beside the cluster and not on its controller."""

    endpoint: str = Field(
        max_length=255,
        pattern=r"^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?([.][a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$",
        description="The database's host name inside the network.",
    )
    port: int = Field(default=3306, ge=1, le=65535, description="The database's port.")
    database: str = Field(default="slurm_acct_db", pattern=r"^[a-zA-Z0-9$_]{1,64}$", description="The schema's name in the database.")
    secret: str = Field(
        pattern=r"^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]{1,519}$",
        description="The ARN of the Secrets Manager secret with user name and password.",
    )
    secret_key: str = Field(
        pattern=r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-f0-9-]{36}$",
        description="The ARN of the customer-managed key under which the secret lies.",
    )
    security_group: str = Field(
        pattern=r"^sg-[0-9a-f]{8,17}$", description="The database's security group: sg- and 8 to 17 hexadecimal digits."
    )


class Patching(Part):
    """When SageMaker brings the nodes' image up to date by itself, and how many nodes at a time."""

    schedule: str = Field(pattern=CRON, description="AWS's cron expression in UTC, such as cron(0 3 ? * 1#1 *).")
    nodes_at_a_time_percent: int = Field(default=25, ge=1, le=100, description="Per cent of a group's nodes that are changed at once.")
    wait_s: int = Field(default=300, ge=0, le=3600, description="Seconds to wait before the next nodes.")
    stop_alarms: tuple[str, ...] = Field(default=(), max_length=10, description="CloudWatch alarms that turn the change back.")


class HyperPod(Part):
    """One cluster, in the zone of all training nodes."""

    orchestrator: Literal["slurm", "eks"] = Field(
        default="slurm", description="What shares the nodes out: Slurm, or the Kubernetes cluster of the part `eks`."
    )
    autoscaling: bool = Field(default=False, description="Whether HyperPod's own Karpenter adds and takes away nodes; with EKS.")
    tiered_checkpoints_percent: int | None = Field(
        default=None, ge=1, le=100, description="Per cent of the nodes' memory that holds checkpoints beside the lake; with EKS."
    )
    addons: tuple[Addon, ...] = Field(
        default=(),
        max_length=3,
        description="HyperPod's add-ons, each name@version: task governance, training operator, cert-manager; with EKS.",
    )
    provisioning: Literal["continuous", "all_at_once"] = Field(
        default="continuous",
        description="Whether nodes come one by one as they are to be had, or a group as a whole or not at all.",
    )
    slurm_strategy: Literal["overwrite", "managed", "merge"] | None = Field(
        default=None, description="What happens to a slurm.conf that differs from the cluster's description; with all_at_once only."
    )
    node_recovery: Literal["automatic", "none"] = Field(
        default="automatic", description="Whether faulty nodes are restarted or replaced without asking."
    )
    image_release: str | None = Field(
        default=None,
        pattern=r"^[0-9]+[.][0-9]+[.][0-9]+$",
        description="The pinned release of HyperPod's own machine image, such as 1.2.3.",
    )
    image_id: str | None = Field(
        default=None,
        pattern=r"^ami-[0-9a-f]{8,17}$",
        description="A machine image of one's own on HyperPod's, in place of image_release: ami- and 8 to 17 hexadecimal digits.",
    )
    enroot: bool = Field(default=False, description="Whether jobs run in containers by enroot and pyxis; both have to be in the image.")
    accounting: Accounting | None = Field(
        default=None, description="A database of one's own for Slurm's accounting; on the controller where the part is absent."
    )
    patching: Patching | None = Field(default=None, description="Scheduled patching; by hand where the part is absent.")
    groups: tuple[HyperPodGroup, ...] = Field(min_length=1, max_length=20, description="Groups of like nodes.")

    @property
    def has_operator(self) -> bool:
        """Whether the training operator is among the add-ons."""
        return any(text.startswith(f"{TRAINING_OPERATOR}@") for text in self.addons)
