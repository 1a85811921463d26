"""Load the model and run the server in this process."""

import logging
import socket
import time
from collections.abc import Callable
from pathlib import Path

import torch
import uvicorn
from transformers.utils import logging as transformers_logging

from containers.common.progress import progress
from containers.serving.port import listening_socket
from containers.serving.recipe import ServingRecipe
from containers.serving.transformers_engine.app import Api
from containers.serving.transformers_engine.language_model import LanguageModel


def serve(recipe: ServingRecipe, folder: Path, chat_template: Path | None, announce: Callable[[], None]) -> None:
    """Serve a model folder until told to stop; running requests get the recipe's `drain_s` to end.

    Args:
        recipe: the settings.
        folder: the model.
        chat_template: Jinja file, or None for the model's own.
        announce: called when the server answers.
    """
    start = time.monotonic()
    listening = listening_socket(recipe.host, recipe.port)
    torch.set_num_threads(recipe.transformers.threads)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    with progress("loading the model", unit="s") as bar:
        model = LanguageModel.load(
            folder, name=recipe.model_name, dtype=recipe.dtype, chat_template=chat_template, longest=recipe.max_model_len
        )
        bar.update(round(time.monotonic() - start, 1))
    api = Api(model, recipe.transformers.most_requests)
    server = AnnouncingServer(_config(recipe, api), announce)
    try:
        server.run(sockets=[listening])
    finally:
        api.scheduler.close()


class AnnouncingServer(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        self._ready()


def _config(recipe: ServingRecipe, api: Api) -> uvicorn.Config:
    """The access log, which has paths and no bodies, goes to the recipe's file."""
    recipe.log.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(recipe.log, mode="w")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    for name in ("uvicorn", "uvicorn.access"):
        logging.getLogger(name).handlers = [handler]
        logging.getLogger(name).setLevel(logging.INFO)
        logging.getLogger(name).propagate = False
    return uvicorn.Config(api.app(), lifespan="off", log_config=None, timeout_graceful_shutdown=int(recipe.drain_s), server_header=False)
