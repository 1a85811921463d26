"""The load suite for Locust's own command and web page.

locust -f tests/load/locustfile.py --host http://127.0.0.1:8000
locust -f tests/load/locustfile.py --host http://127.0.0.1:8000 --headless --shape spike --levels 1,8 --report build/load.json
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from locust import events
from locust.env import Environment
from locust.exception import StopUser
from locust.runners import WorkerRunner

from containers.common.entry import WRONG_INPUT, UserError
from containers.load.options import add_options
from containers.load.recorder import Recorder
from containers.load.shapes import PlannedShape
from containers.load.user import CompletionUser


class Reader(CompletionUser):
    """Asks for completions and reads them as they stream."""

    def on_start(self) -> None:
        try:
            super().on_start()
        except UserError as error:
            end_with(self.environment, error)
            raise StopUser from None


class Course(PlannedShape):
    """What `--shape` says."""


def end_with(environment: Environment, error: UserError) -> None:
    """Say once what is wrong, and end the test; the web page stays for another host."""
    if environment.process_exit_code is None:
        environment.process_exit_code = WRONG_INPUT
        print(error, file=sys.stderr)
        if runner := environment.runner:
            (runner.stop if environment.web_ui else runner.quit)()


@events.init_command_line_parser.add_listener
def our_options(parser: ArgumentParser, **_: Any) -> None:
    add_options(parser)


@events.init.add_listener
def follow(environment: Environment, **_: Any) -> None:
    recorder = Recorder(environment)

    @environment.events.quitting.add_listener
    def write(**_: Any) -> None:
        report = environment.parsed_options.report
        if report and not isinstance(environment.runner, WorkerRunner):
            Path(report).write_text(json.dumps({"schema": 1, "url": environment.host, **recorder.report()}, indent=1) + "\n")
