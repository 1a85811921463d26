"""One process of the run, as torchrun starts it: prepare, resume, train, export."""

import contextlib
import os
import time
from collections.abc import Iterator

import torch
import torch.distributed as dist

from containers.common import manifest
from containers.common.errors import StepFailed, UserError
from containers.common.progress import Bar, progress
from containers.common.store import FolderStore, Store
from containers.training import checkpoint, report
from containers.training.corpus import data_hash
from containers.training.distributed import Group, group, stay_on_loopback
from containers.training.export import export
from containers.training.folder import RunFolder
from containers.training.heldout import DevScore
from containers.training.journal import Events, Losses
from containers.training.limits import BOS, EOS, PAD
from containers.training.loader import WindowLoader
from containers.training.model import compute_dtype, llama_config, new_model, shard
from containers.training.notice import Notice
from containers.training.origin import Origin
from containers.training.prepare import Prepared, open_prepared, prepare
from containers.training.recipe import TrainingRecipe
from containers.training.tokenizer import bytes_of_tokens, id_of
from containers.training.trainer import Trainer


def work(recipe: TrainingRecipe, curated: Store, folder: RunFolder) -> None:
    """Do this process's part of the run, from wherever the run stands."""
    stay_on_loopback(os.environ)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.use_deterministic_algorithms(True)
    if report.is_done(recipe, curated, folder):
        return
    with group(recipe) as mine, _told_if_failed(folder, mine):
        lock = folder.locked() if mine.is_first else contextlib.nullcontext()
        with lock:
            if mine.is_first:
                prepare(recipe, curated, folder)
            dist.barrier()
            Run(recipe, curated, folder, mine).train()


class Run:
    """A run on its way from one step to the last."""

    def __init__(self, recipe: TrainingRecipe, curated: Store, folder: RunFolder, mine: Group) -> None:
        self.recipe, self.curated, self.folder, self.group = recipe, curated, folder, mine
        self.losses, self.events = Losses(folder.losses), Events(folder.events)
        self.started, self.parent = time.monotonic(), os.getppid()
        self.saved = self.started
        prepared = open_prepared(folder)
        self.trainer, self.dev = self._build(prepared)
        self.origin = Origin(
            inputs={"curation": data_hash(curated), "tokens": manifest.read(FolderStore(folder.tokens)).hash},
            trajectory={**recipe.trajectory(), "precision": str(self.precision).removeprefix("torch.")},
        )
        self.step, self.notice = 0, Notice()

    def train(self) -> None:
        """Go from the last checkpoint to the last step, then export and write the manifest."""
        self.events.add(
            "restart" if self.group.restart else "start", self.step, rank=self.group.rank, pid=os.getpid(), restart=self.group.restart
        )
        self._resume()
        shown = progress("training", total=self.recipe.steps, unit="steps") if self.group.is_first else _no_progress()
        with shown as bar:
            while self.step < self.recipe.steps:
                self._one_step(bar)
        export(self.trainer.model, self.config, self.folder.tokenizer, self.folder.root / "model", self.group)
        if self.group.is_first:
            self.events.add("finished", self.step)
            report.write(self.recipe, self.curated, self.folder, seconds=time.monotonic() - self.started)
        dist.barrier()

    def _build(self, prepared: Prepared) -> tuple[Trainer, DevScore]:
        tokenizer, recipe, batch = prepared.tokenizer, self.recipe, self.recipe.batch
        self.config = llama_config(
            recipe.model,
            vocab_size=tokenizer.get_vocab_size(),
            pad=id_of(tokenizer, PAD),
            bos=id_of(tokenizer, BOS),
            eos=id_of(tokenizer, EOS),
        )
        self.precision = compute_dtype(recipe.precision)
        model = shard(new_model(self.config, recipe.seed, self.group.device), self.group.mesh, self.precision)
        loader = WindowLoader(
            prepared.train,
            length=batch.length,
            sequences=batch.sequences,
            rank=self.group.rank,
            world_size=self.group.world_size,
            seed=recipe.seed,
        )
        dev = DevScore(prepared.dev, bytes_of_tokens(tokenizer), length=batch.length, windows=recipe.dev.windows, group=self.group)
        return Trainer(recipe, model, loader, self.group), dev

    def _resume(self) -> None:
        found = checkpoint.latest(self.folder.checkpoints, self.origin)
        dist.barrier()
        if found:
            self.step, path, torn = found
            self.trainer.restore(checkpoint.load(path, self.trainer.state()))
            if self.group.is_first:
                for problem in torn:
                    self.events.add("torn", self.step, problem=problem)
                self.events.add("resume", self.step, checkpoint=path.name)
        else:
            export(self.trainer.model, self.config, self.folder.tokenizer, self.folder.root / "initial", self.group)
        if self.group.is_first:
            self.losses.rewind(self.step)
            if self.losses.last_step() != self.step:
                raise StepFailed(
                    f"{self.losses.path}: ends before checkpoint {self.step}; remove {self.folder.checkpoints} to start afresh"
                )

    def _one_step(self, bar: Bar) -> None:
        began = time.monotonic()
        taken = self.trainer.step()
        self.step += 1
        seconds = time.monotonic() - began
        is_last = self.step == self.recipe.steps
        scores = {}
        if is_last or self.step % self.recipe.dev.every == 0:
            scores["dev_bits_per_byte"] = self.dev.bits_per_byte(self.trainer.model, self.recipe.batch.sequences)
        if self.group.is_first:
            rate = self.recipe.tokens_per_step / seconds
            self.losses.add(
                self.step,
                taken.loss,
                gradient_norm=taken.gradient_norm,
                learning_rate=taken.learning_rate,
                tokens=self.step * self.recipe.tokens_per_step,
                tokens_per_second=round(rate, 1),
                **scores,
            )
            bar.update(self.step, note=f"loss {taken.loss:.3f}, {rate:,.0f} tokens/s")
        is_told, is_late = self.group.any(self.notice.taken(), self.group.is_first and self._is_late())
        if is_told and self.group.is_first:
            self.events.add("notice", self.step)
        if is_told or is_late or is_last or self.step % self.recipe.checkpoints.every == 0:
            self._checkpoint()
        if os.getppid() != self.parent:
            # torchrun starts workers in sessions of their own, so its sudden end would leave them running unseen.
            raise StepFailed("the launcher is gone; start the run again, it goes on from the last checkpoint")

    def _is_late(self) -> bool:
        minutes = self.recipe.checkpoints.every_minutes
        return minutes is not None and time.monotonic() - self.saved >= minutes * 60

    def _checkpoint(self) -> None:
        if self.group.is_first:
            self.losses.sync()
        began = time.monotonic()
        checkpoint.save(
            self.folder.checkpoints,
            self.step,
            self.trainer.state(),
            self.origin,
            keep=self.recipe.checkpoints.keep,
            seconds=began - self.started,
        )
        self.saved = time.monotonic()
        if self.group.is_first:
            self.events.add("checkpoint", self.step, seconds=round(time.monotonic() - began, 3))


@contextlib.contextmanager
def _told_if_failed(folder: RunFolder, mine: Group) -> Iterator[None]:
    """Write down a failure that another start would only repeat, so that the launcher stops starting the workers again."""
    try:
        yield
    except (UserError, StepFailed, OSError) as error:
        is_input = isinstance(error, UserError)
        if folder.root.exists():
            Events(folder.events).add("failed", Losses(folder.losses).last_step(), rank=mine.rank, is_input=is_input, message=str(error))
        raise


@contextlib.contextmanager
def _no_progress() -> Iterator[Bar]:
    yield Bar(None, lambda _: None)
