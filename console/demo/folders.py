"""Where the demo's steps write: one folder a step, below the demo's own."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The folders and files that steps and report share.

    Attributes:
        root: the demo's output folder.
        deployment: where the `blueprint` commands of the deployment write.
    """

    root: Path
    deployment: Path

    @property
    def logs(self) -> Path:
        """One log a step."""
        return self.root / "logs"

    @property
    def journal(self) -> Path:
        """The finished steps."""
        return self.root / "journal.json"

    @property
    def curation(self) -> Path:
        """The curated corpus."""
        return self.root / "curation"

    @property
    def training(self) -> Path:
        """The killed and resumed run."""
        return self.root / "training"

    @property
    def unbroken(self) -> Path:
        """The beginning of the same run without the kill."""
        return self.root / "unbroken"

    @property
    def comparison(self) -> Path:
        """The losses of both, compared."""
        return self.root / "comparison.json"

    @property
    def evaluation(self) -> Path:
        """The scores."""
        return self.root / "evaluation"

    @property
    def serving(self) -> Path:
        """Answers, equality, the engine's log."""
        return self.root / "serving"

    @property
    def load(self) -> Path:
        """The load test."""
        return self.root / "load"

    @property
    def audit(self) -> Path:
        """The claims."""
        return self.deployment / "audit"

    @property
    def rehearsal(self) -> Path:
        """What the rehearsal found."""
        return self.deployment / "rehearsal"

    @property
    def assembly(self) -> Path:
        """The synthesised templates."""
        return self.deployment / "cdk.out"
