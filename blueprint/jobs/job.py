"""The job file: what to train, where it reads and writes, how large, how long, and how it goes on after a loss."""

from pydantic import Field

from blueprint.settings.part import Part
from blueprint.settings.slurm import JobType

NAME = r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$"
"""A DNS label of at most 40 characters: with what Kubernetes adds for each node, a pod's name stays within 63."""
RECIPE = r"^containers/training/recipes/[A-Za-z0-9][A-Za-z0-9_.-]*\.yaml$"
QUEUE = r"^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$"
"""What both Slurm and Kubernetes take as a name: no underscore, which a namespace cannot have."""
FOLDER = r"(?:/[A-Za-z0-9][A-Za-z0-9_.=-]*)+"
"""One folder or several, none of them hidden or `..`."""
READS = rf"^(raw|curated|checkpoints|models){FOLDER}$"
WRITES = rf"^(checkpoints|models){FOLDER}$"
ABSOLUTE = rf"^{FOLDER}$"


class JobImage(Part):
    """The container image, from the deployment's own registry."""

    repository: str = Field(default="training", description="One of registry.repositories of the deployment.")
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$", description="The image's digest: sha256: and 64 hexadecimal digits.")
    squash: bool = Field(
        default=False,
        description="Whether Slurm's nodes take it from the lake, imported beforehand, instead of from the registry at every start.",
    )


class Checkpoint(Part):
    """How often the job is saved, and how much of it stays."""

    every_steps: int = Field(ge=1, le=1_000_000, description="Steps between two checkpoints.")
    every_minutes: int | None = Field(
        default=None, ge=1, le=1440, description="Minutes after which there is one all the same; by steps alone where it is absent."
    )
    keep: int = Field(default=2, ge=1, le=1000, description="How many checkpoints stay.")
    notice_s: int = Field(
        default=300,
        ge=60,
        le=3600,
        description="Seconds before its end at which the job is told to save itself; longer than one step and one save.",
    )


class Mount(Part):
    """A further folder of the lake that the job sees under a path of its own."""

    folder: str = Field(pattern=READS, description="A folder of the lake, such as models/base.")
    at: str = Field(pattern=ABSOLUTE, description="Where the job sees it: an absolute path, such as /base.")


class Job(Part):
    """One training job, for every platform."""

    name: str = Field(pattern=NAME, description="1 to 40 lower-case letters, digits and hyphens, a letter first.")
    recipe: str = Field(pattern=RECIPE, description="The recipe inside the image, such as containers/training/recipes/spine.yaml.")
    image: JobImage = Field(description="The container image.")
    input: str = Field(pattern=READS, description="What it reads: a class of data and a folder of the lake, such as curated/2026-11.")
    output: str = Field(
        pattern=WRITES, description="What it writes, checkpoints among it: checkpoints or models and a folder, such as checkpoints/spine."
    )
    nodes: int = Field(ge=1, le=1024, description="How many nodes.")
    gpus_per_node: int = Field(ge=0, le=64, description="GPUs of each node that it uses; 0 for a job on processors alone.")
    processes_per_node: int | None = Field(default=None, ge=1, le=256, description="Processes on each node; one a GPU where it is absent.")
    queue: str = Field(pattern=QUEUE, description="Slurm's partition; Kubernetes' namespace with its queue.")
    group: str | None = Field(
        default=None, pattern=QUEUE, description="The group of nodes to run on; any of the queue's where it is absent."
    )
    job_type: JobType = Field(default="pretraining", description="What it is; the queue has to be for such jobs.")
    priority: str | None = Field(default=None, pattern=QUEUE, description="Slurm's quality of service; Kubernetes' priority class.")
    account: str | None = Field(default=None, pattern=QUEUE, description="Who pays: Slurm's account; a label on Kubernetes.")
    nice: int = Field(default=0, ge=0, le=10_000, description="How far it stands back behind its equals; Slurm alone knows it.")
    hours: int = Field(ge=1, le=8760, description="Wall time in hours, after which it is ended.")
    checkpoint: Checkpoint = Field(description="How often it is saved.")
    requeue: bool = Field(default=True, description="Whether it is started again when a node is lost.")
    max_requeues: int = Field(default=10, ge=1, le=1000, description="How often it goes back into Slurm's queue before it has failed.")
    max_restarts: int = Field(
        default=3, ge=0, le=100, description="How often its processes are started again without a new place in the queue."
    )
    environment: dict[str, str] = Field(default={}, description="Variables of its processes, by name; never a secret.")
    mounts: tuple[Mount, ...] = Field(default=(), max_length=16, description="Further folders of the lake, read-only.")

    @property
    def processes_on_each(self) -> int:
        """Processes on one node."""
        return self.processes_per_node or max(1, self.gpus_per_node)

    @property
    def processes(self) -> int:
        """Processes on all nodes together."""
        return self.nodes * self.processes_on_each

    @property
    def gpus(self) -> int:
        """GPUs on all nodes together."""
        return self.nodes * self.gpus_per_node
