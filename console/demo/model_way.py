"""The way of the model, as a table: curate, train, compare, evaluate, serve, ask, load."""

import importlib.metadata
import sys
from pathlib import Path

from console.demo.folders import Folders
from console.demo.options import Options
from console.demo.step import Server, Step

PYTHON = sys.executable
KILL_AT = 60
"""Early, so that the unbroken run can be short too; past the first checkpoint, so that there is one to resume from."""
COMMON = Path("containers/common")
SERVER = "server"


def model_steps(options: Options, folders: Folders) -> tuple[Step, ...]:
    """The steps of the model's way."""
    url = f"http://127.0.0.1:{options.port}"
    return (
        _curate(options, folders),
        _train(folders),
        _unbroken(folders),
        _evaluate(folders),
        *_served(options, folders, url),
    )


def server(options: Options, folders: Folders) -> Server:
    """The server over the trained model; it starts while other steps run, because an engine takes a minute to come up."""
    own = ("engine", options.engine), ("port", options.port), ("log", folders.serving / "engine.log")
    return Server(
        name=SERVER,
        title="Serve the model",
        argv=container("serving", folders.training / "model", None, *(f"{name}={value}" for name, value in own)),
        needs=("unbroken",),
        ready_url=f"http://127.0.0.1:{options.port}/ping",
        patience_s=360,
    )


def container(name: str, source: Path | str | None, target: Path | None, *settings: str) -> tuple[str, ...]:
    """The command of a container with its demo recipe."""
    ends = (("--input", str(source)) if source else ()) + (("--output", str(target)) if target else ())
    overrides = tuple(part for setting in settings for part in ("--set", setting))
    return (PYTHON, "-m", f"containers.{name}", "--recipe", f"containers/{name}/recipes/spine.yaml", *ends, *overrides)


def _curate(options: Options, folders: Folders) -> Step:
    sample = (f"read.sample_mb={options.sample_mb:g}",) if options.sample_mb else ()
    return Step(
        name="curate",
        title="Curate the corpus",
        argv=container("curation", options.corpus, folders.curation, *sample),
        inputs=(options.corpus,) if options.corpus else (),
        facts=() if options.corpus else installed(),
        code=(COMMON, Path("containers/curation")),
        outputs=(folders.curation / "manifest.json",),
        proves="personal data, copies and noise are taken out, and every decision is on record",
        usual_s=80,
    )


def _train(folders: Folders) -> Step:
    return Step(
        name="train",
        title="Train the model; one process is killed on the way",
        argv=container("training", folders.curation, folders.training, f"rehearse_failure.step={KILL_AT}"),
        needs=("curate",),
        inputs=(folders.curation / "manifest.json",),
        code=(COMMON, Path("containers/training")),
        outputs=(folders.training / "manifest.json", folders.training / "losses.jsonl", folders.training / "model" / "config.json"),
        folder=folders.training,
        proves="a model comes out of the corpus, and the run survives the loss of a process",
        usual_s=240,
    )


def _unbroken(folders: Folders) -> Step:
    again = container("training", folders.curation, folders.unbroken, "rehearse_failure=null")
    ends = ("--run", str(folders.training), "--again", str(folders.unbroken), "--output", str(folders.comparison))
    return Step(
        name="unbroken",
        title="Train the first steps again without the kill, and compare",
        argv=(PYTHON, "-m", "console.demo.unbroken", *ends, "--", *again),
        needs=("train",),
        inputs=(folders.training / "manifest.json",),
        code=(COMMON, Path("containers/training"), Path("console/demo/unbroken.py")),
        outputs=(folders.comparison,),
        proves="the killed and resumed run is the unbroken run, bit for bit",
        usual_s=60,
    )


def _evaluate(folders: Folders) -> Step:
    return Step(
        name="evaluate",
        title="Measure the model before and after",
        argv=container("evaluation", folders.training, folders.evaluation, f"curated={folders.curation}"),
        needs=("unbroken",),
        inputs=(folders.training / "manifest.json", folders.curation / "manifest.json"),
        code=(COMMON, Path("containers/evaluation")),
        outputs=(folders.evaluation / "manifest.json", folders.evaluation / "results.json"),
        proves="training made the model better, by more than the interval of the measurement",
        usual_s=70,
    )


def _served(options: Options, folders: Folders, url: str) -> tuple[Step, ...]:
    """The steps that talk to the server."""
    model = folders.training / "manifest.json"
    engine = f"engine {options.engine}"
    answers, equality = folders.serving / "answers.json", folders.serving / "equality.json"
    asking = ("--corpus", str(folders.curation), "--output", str(answers))
    comparing = ("--input", str(folders.training / "model"), "--output", str(equality))
    return (
        Step(
            name="ask",
            title="Ask the served model through the openai client",
            argv=(PYTHON, "-m", "console.demo.ask", "--base-url", url, *asking),
            needs=("evaluate",),
            inputs=(model,),
            facts=(engine,),
            code=(COMMON, Path("containers/serving"), Path("console/demo/ask.py")),
            outputs=(answers,),
            proves="any program that speaks the OpenAI protocol can use the model",
            usual_s=5,
            server=SERVER,
            address=url,
        ),
        Step(
            name="equality",
            title="Compare the served text with transformers'",
            argv=(PYTHON, "-m", "containers.serving.equality", "--base-url", url, *comparing),
            needs=("ask",),
            inputs=(model,),
            facts=(engine,),
            code=(COMMON, Path("containers/serving")),
            outputs=(equality,),
            proves="the served model is the trained model",
            usual_s=20,
            server=SERVER,
            address=url,
        ),
        Step(
            name="load",
            title="Put the server under load",
            argv=container("load", url, folders.load),
            needs=("equality", "rehearse"),  # alone on the machine: its figures are times
            inputs=(model,),
            facts=(engine,),
            code=(COMMON, Path("containers/load"), Path("containers/serving")),
            outputs=(folders.load / "manifest.json", folders.load / "load.json"),
            proves="how fast it answers when several people ask at once",
            usual_s=65,
            server=SERVER,
            address=url,
        ),
    )


def installed() -> tuple[str, ...]:
    """The packages whose documentation is the default corpus, with their versions."""
    return tuple(sorted(f"{one.name}=={one.version}" for one in importlib.metadata.distributions()))
