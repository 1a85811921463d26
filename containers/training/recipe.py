"""What a training run is told: one frozen model, every rule checked before anything starts."""

from typing import Literal

from pydantic import Field, PositiveInt, model_validator

from containers.common.recipe import Recipe
from containers.training.limits import SMALLEST_VOCABULARY


class ModelShape(Recipe):
    """A Llama's shape, in the names of `LlamaConfig` where it has one."""

    hidden_size: PositiveInt = 256
    intermediate_size: PositiveInt = 688
    layers: PositiveInt = 4
    heads: PositiveInt = 4
    kv_heads: PositiveInt = 4
    context: PositiveInt = Field(default=512, description="longest sequence that the model says it takes, in tokens")

    @model_validator(mode="after")
    def _heads_fit(self) -> "ModelShape":
        if self.hidden_size % (2 * self.heads):
            raise ValueError(
                f"hidden_size {self.hidden_size} must be a multiple of 2 x heads ({2 * self.heads}): rotary positions need pairs"
            )
        if self.heads % self.kv_heads:
            raise ValueError(f"heads {self.heads} must be a multiple of kv_heads {self.kv_heads}")
        return self


class Optimiser(Recipe):
    """AdamW and its schedule."""

    peak_learning_rate: float = Field(default=3e-3, gt=0, le=1)
    floor: float = Field(default=0.05, ge=0, le=1, description="share of the peak that is left at the last step")
    warmup_steps: PositiveInt = 20
    betas: tuple[float, float] = (0.9, 0.95)
    weight_decay: float = Field(default=0.1, ge=0)
    clip_norm: float = Field(default=1.0, gt=0)


class Batch(Recipe):
    """One optimizer step sees `processes x sequences x accumulation` sequences of `length` tokens."""

    length: PositiveInt = Field(default=256, description="tokens in one sequence")
    sequences: PositiveInt = Field(default=8, description="sequences in one forward pass of one process")
    accumulation: PositiveInt = 1


class Checkpoints(Recipe):
    """How often, and how many stay."""

    every: PositiveInt = Field(default=50, description="steps between two checkpoints")
    every_minutes: PositiveInt | None = Field(
        default=None, description="minutes after which there is one all the same, by the first process's clock"
    )
    keep: PositiveInt = 2


class Dev(Recipe):
    """The score on the dev split while training."""

    every: PositiveInt = Field(default=100, description="steps between two scores")
    windows: PositiveInt = Field(default=64, description="at most so many sequences, spread evenly over the split")


class Rehearsal(Recipe):
    """A failure on purpose: the launcher sends SIGKILL to one rank once it has passed a step."""

    step: PositiveInt
    rank: int = Field(ge=0)


class TrainingRecipe(Recipe):
    """Settings of `containers.training`."""

    seed: int = Field(default=1, ge=0, lt=2**32)
    steps: PositiveInt = 400
    max_epochs: PositiveInt = Field(
        default=4, description="how often a token may be seen; four are about as good as new text (Muennighoff et al. 2023)"
    )
    processes: PositiveInt = 2
    max_restarts: int = Field(default=3, ge=0)
    device: Literal["cpu", "cuda"] = "cpu"
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    vocab_size: int = Field(default=4096, ge=SMALLEST_VOCABULARY, le=2**20)
    model: ModelShape = ModelShape()
    optimiser: Optimiser = Optimiser()
    batch: Batch = Batch()
    checkpoints: Checkpoints = Checkpoints()
    dev: Dev = Dev()
    rehearse_failure: Rehearsal | None = None

    @model_validator(mode="after")
    def _parts_fit(self) -> "TrainingRecipe":
        problems = [text for is_wrong, text in self._rules() if is_wrong]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _rules(self) -> list[tuple[bool, str]]:
        failure = self.rehearse_failure
        return [
            (self.batch.length > self.model.context, f"batch.length {self.batch.length} must not pass model.context {self.model.context}"),
            (
                self.optimiser.warmup_steps >= self.steps,
                f"optimiser.warmup_steps {self.optimiser.warmup_steps} must be less than steps {self.steps}",
            ),
            (failure is not None and failure.step >= self.steps, f"rehearse_failure.step must be less than steps {self.steps}"),
            (failure is not None and failure.rank >= self.processes, f"rehearse_failure.rank must be less than processes {self.processes}"),
            (
                failure is not None and self.max_restarts == 0,
                "max_restarts must be at least 1 for rehearse_failure: nothing would start the rank again",
            ),
        ]

    @property
    def tokens_per_step(self) -> int:
        """Predicted tokens in one optimizer step, over all processes."""
        return self.processes * self.batch.sequences * self.batch.accumulation * self.batch.length

    def trajectory(self) -> dict[str, object]:
        """The settings that decide what the weights become; the others may change between a stop and a resume."""
        return self.model_dump(mode="json", exclude={"max_restarts", "max_epochs", "checkpoints", "dev", "rehearse_failure"})
