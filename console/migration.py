"""What `blueprint migrate` reads and writes; it decides nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from blueprint.planning.migration import checkpoints, identities, interconnect, plan, report
from blueprint.planning.migration import costs as prices
from blueprint.planning.migration.losses import Weaker
from blueprint.planning.migration.names import kubernetes_names
from blueprint.planning.migration.nodes import Nodes, of_group
from blueprint.planning.migration.outcome import Outcome, ResultError
from blueprint.planning.migration.slurm_text import SlurmTexts, read_slurm
from blueprint.planning.migration.to_kubernetes import to_kubernetes as translated
from blueprint.planning.migration.to_slurm import to_slurm as translated_back
from blueprint.settings import load
from containers.common.errors import UserError

SETTINGS = "Settings"


@dataclass(frozen=True)
class Inputs:
    """What the command was given."""

    deployment: str | None
    slurm_conf: Path | None
    qos: Path | None
    associations: Path | None
    job_types: tuple[str, ...]
    manifests: tuple[Path, ...]
    interconnect: tuple[Path, ...]
    checkpoint: tuple[Path, ...]
    costs: Path | None
    today: date


Told = tuple[list[str], list[str]]
"""Lines for the terminal, and the titles of the checks that do not hold."""


def to_kubernetes(inputs: Inputs, output: Path) -> Told:
    """Translate a Slurm to Kubernetes, check the move, and write the report.

    Raises:
        UserError: An input is missing or wrong.
        FileError: The deployment file or the cost file is wrong.
    """
    name, texts = _slurm(inputs)
    model, nodes = texts.model, texts.nodes
    there = translated(model, nodes)
    labels = kubernetes_names(account.name for account in model.accounts)
    checks = (
        _interconnect(inputs, nodes),
        _settings(len(there.losses), len(there.weaker), len(texts.left_out)),
        _checkpoints(inputs),
        identities.table(model, labels),
        _costs(inputs),
    )
    phases = plan.phases(model, nodes, kubernetes_names(part.name for part in model.partitions), there.losses, checks, name)
    files = {
        report.KUBERNETES: report.manifests(there.objects),
        report.LOSSES: report.losses(there.losses, there.weaker, texts.left_out),
        report.PLAN: "\n".join(phases) + "\n",
        "README.md": report.page(
            f"{name}: from Slurm to Kubernetes", checks, "The objects are in `kubernetes.yaml`, the plan in `plan.md`.", inputs.today
        ),
    }
    report.write(output, files)
    told = [
        f"{output}: {', '.join(files)}",
        f"{len(there.objects)} objects; {len(there.losses)} settings lost, {len(there.weaker)} kept less well",
    ]
    return _ended(told, checks)


def to_slurm(inputs: Inputs, output: Path) -> Told:
    """Translate Kubernetes objects to a Slurm model, check the move, and write the report.

    Raises:
        UserError: An input is missing or wrong.
        FileError: The cost file is wrong.
    """
    if not inputs.manifests:
        raise UserError("--manifests: missing; name the YAML files with the namespaces, queues, quotas and priority classes")
    objects = [thing for path in inputs.manifests for thing in _yaml(path)]
    try:
        side = translated_back(objects)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{', '.join(map(str, inputs.manifests))}: {error}") from None
    checks = (_interconnect(inputs, {}), _settings(0, len(side.losses), 0), _checkpoints(inputs), _costs(inputs))
    files = {
        report.SLURM: report.model(side.model),
        report.LOSSES: report.losses((), side.losses),
        "README.md": report.page(
            "From Kubernetes to Slurm", checks, "The model is in `slurm.yaml`; choose its default partition.", inputs.today
        ),
    }
    report.write(output, files)
    told = [
        f"{output}: {', '.join(files)}",
        f"{len(side.model.partitions)} partitions; {len(side.losses)} settings kept less well or not at all",
    ]
    return _ended(told, checks)


def _ended(told: list[str], checks: Sequence[Outcome]) -> Told:
    return [*told, *(f"{check.title}: {check.word}" for check in checks)], [check.title for check in checks if check.holds is False]


def _slurm(inputs: Inputs) -> tuple[str, SlurmTexts]:
    if (inputs.deployment is None) == (inputs.slurm_conf is None):
        raise UserError("one of --deployment and --slurm-conf: which Slurm is to move?")
    if inputs.slurm_conf is not None:
        return inputs.slurm_conf.stem, _texts(inputs, inputs.slurm_conf)
    deployment = load(inputs.deployment or "")
    training = deployment.training
    if training is None or training.slurm is None:
        raise UserError(f"{deployment.name}: has no training.slurm; give --slurm-conf for a Slurm that the file does not describe")
    left_out: list[Weaker] = []
    return deployment.name, SlurmTexts(training.slurm, {group.name: of_group(group) for group in training.groups}, left_out)


def _texts(inputs: Inputs, conf: Path) -> SlurmTexts:
    pairs = [text.partition("=") for text in inputs.job_types]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise UserError(f"--job-type {wrong[0]!r}: allowed: PARTITION=TYPE, such as batch=pretraining")
    try:
        return read_slurm(
            _text(conf),
            _text(inputs.qos) if inputs.qos else "",
            _text(inputs.associations) if inputs.associations else "",
            {name: kind for name, _, kind in pairs},
        )
    except ValueError as error:
        raise UserError(f"{conf}: {error}") from None


def _interconnect(inputs: Inputs, nodes: dict[str, Nodes]) -> Outcome:
    if not inputs.interconnect:
        largest = max(nodes.values(), key=lambda group: group.count, default=None)
        return interconnect.not_made(largest.count if largest else 2, largest.gpus if largest else 0)
    old, new = _pair(inputs.interconnect, "--interconnect")
    try:
        return interconnect.compare(interconnect.read_result(_json(old), str(old)), interconnect.read_result(_json(new), str(new)))
    except ResultError as error:
        raise UserError(str(error)) from None


def _checkpoints(inputs: Inputs) -> Outcome:
    if not inputs.checkpoint:
        return checkpoints.not_made()
    old, new = _pair(inputs.checkpoint, "--checkpoint")
    try:
        return checkpoints.compare(checkpoints.read_description(_json(old), str(old)), checkpoints.read_description(_json(new), str(new)))
    except ResultError as error:
        raise UserError(str(error)) from None


def _costs(inputs: Inputs) -> Outcome:
    return prices.compare(prices.load_costs(inputs.costs, inputs.today)) if inputs.costs else prices.not_made()


def _settings(lost: int, weaker: int, left_out: int) -> Outcome:
    rows = (("lost", "kept less well", "not read"), (str(lost), str(weaker), str(left_out)))
    is_whole = not (lost or weaker or left_out)
    to_do = () if is_whole else ("let each queue's owner sign for what stands in `losses.md`",)
    return Outcome(SETTINGS, True if is_whole else None, rows, missing=to_do)


def _pair(given: tuple[Path, ...], option: str) -> tuple[Path, Path]:
    if len(given) != 2:
        raise UserError(f"{option}: given {len(given)} times; allowed: twice, the old side's file and then the new side's")
    return given[0], given[1]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: is not UTF-8 text") from None


def _json(path: Path) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: is not JSON: {error.msg} at line {error.lineno}") from None


def _yaml(path: Path) -> list[Any]:
    try:
        return [thing for thing in yaml.safe_load_all(_text(path)) if isinstance(thing, dict)]
    except yaml.YAMLError as error:
        raise UserError(f"{path}: is not YAML: {getattr(error, 'problem', None) or 'unreadable'}") from None
