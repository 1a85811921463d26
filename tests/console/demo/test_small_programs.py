"""The programs of our own among the steps: the comparison with the unbroken run, and the questions to the served model."""

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from console.demo import ask, unbroken

TRAIN = """
import json, pathlib, sys, time
folder, last, bend = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
folder.mkdir(parents=True, exist_ok=True)
(folder / "events.jsonl").touch()
with (folder / "losses.jsonl").open("a") as file:
    for step in range(1, last + 1):
        loss = 9.0 / step + (1e-16 if step == bend else 0.0) * 9.0
        file.write(json.dumps({"step": step, "loss": loss, "loss_hex": loss.hex()}) + "\\n"); file.flush(); time.sleep(0.002)
time.sleep(60)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A run of 40 steps that was killed at step 16 and went on from step 10."""
    run = tmp_path / "run"
    run.mkdir()
    losses = [{"step": step, "loss": 9.0 / step, "loss_hex": (9.0 / step).hex()} for step in range(1, 41)]
    events = [
        {"event": "start", "step": 0},
        {"event": "killed", "step": 16},
        {"event": "restart", "step": 0},
        {"event": "resume", "step": 10},
    ]
    (run / "losses.jsonl").write_text("".join(json.dumps(line) + "\n" for line in losses))
    (run / "events.jsonl").write_text("".join(json.dumps(line) + "\n" for line in events))
    return run


def compare(run: Path, *, last: int = 100, bend: int = 0) -> tuple[int, Path]:
    again, output = run.parent / "again", run.parent / "comparison.json"
    training = [sys.executable, "-S", "-c", TRAIN, str(again), str(last), str(bend)]
    return unbroken.main(["--run", str(run), "--again", str(again), "--beyond", "5", "--output", str(output), "--", *training]), output


def test_equal_losses_hold_and_the_unbroken_run_is_stopped_early(killed: Path) -> None:
    code, output = compare(killed)
    found = json.loads(output.read_text())
    assert (code, found["holds"], found["first"], found["killed"], found["differing"]) == (0, True, 1, 16, [])
    assert 21 <= found["last"] < 100
    assert found["after_resume"] == found["last"] - 10


def test_a_loss_that_differs_in_its_last_bit_is_found(killed: Path) -> None:
    code, output = compare(killed, bend=12)
    assert code == 1
    assert json.loads(output.read_text())["differing"] == [12]


def test_an_unbroken_run_that_ends_too_soon_compares_nothing(killed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (killed.parent / "again").mkdir()
    program = [sys.executable, "-c", "raise SystemExit(1)"]
    code = unbroken.main(
        ["--run", str(killed), "--again", str(killed.parent / "again"), "--output", str(killed / "c.json"), "--", *program]
    )
    assert code == 1
    assert "ended at step 0, before step 26" in capsys.readouterr().err


def test_a_run_without_a_kill_proves_nothing(killed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (killed / "events.jsonl").write_text('{"event": "start", "step": 0}\n')
    assert compare(killed)[0] == 1
    assert "nothing to compare" in capsys.readouterr().err


def test_what_a_broken_off_comparison_left_is_not_gone_on_from(killed: Path) -> None:
    again = killed.parent / "again"
    again.mkdir()
    (again / "events.jsonl").touch()
    (again / "losses.jsonl").write_text('{"step": 90, "loss_hex": "0x1p+0"}\n')
    code, output = compare(killed)
    assert (code, json.loads(output.read_text())["differing"]) == (0, [])


class Server(http.server.BaseHTTPRequestHandler):
    """Says the prompt's length in words, streamed in pieces or whole."""

    pieces = ("four ", "score ", "years")

    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        self.reply({"object": "list", "data": [{"id": "spine", "object": "model", "created": 0, "owned_by": "us"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "messages" in body:
            message = {"role": "assistant", "content": "".join(self.pieces)}
            self.reply(
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 0,
                    "model": "spine",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                }
            )
        elif body.get("stream"):
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in self.pieces:
                self.wfile.write(f"data: {json.dumps(self.completion(piece))}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")
        else:
            self.reply(self.completion("".join(self.pieces)))

    def completion(self, text: str) -> dict[str, object]:
        return {
            "id": "1",
            "object": "text_completion",
            "created": 0,
            "model": "spine",
            "choices": [{"index": 0, "text": text, "finish_reason": None, "logprobs": None}],
        }

    def reply(self, body: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


@pytest.fixture
def url() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "curation" / "documents" / "test"
    folder.mkdir(parents=True)
    texts = [f"Document {number} says " + "the same words again and again " * 20 for number in range(7)] + ["too short"]
    pq.write_table(pa.table({"text": texts}), folder / "part-00000.parquet")
    return tmp_path / "curation"


def test_the_official_client_asks_streamed_and_whole(url: str, corpus: Path) -> None:
    output = corpus / "answers.json"
    assert ask.main(["--base-url", url, "--corpus", str(corpus), "--output", str(output)]) == 0
    found = json.loads(output.read_text())
    assert found["streamed_equals_whole"] is True
    assert found["client"].startswith("openai ")
    assert [answer["pieces"] for answer in found["answers"]] == [3, 3, 3]
    assert found["chat"]["answer"] == "four score years"


def test_prompts_are_beginnings_of_held_out_documents_cut_at_a_word(corpus: Path) -> None:
    prompts = list(ask.beginnings(corpus))
    assert len(prompts) == 3
    assert all(
        prompt.startswith("Document ") and len(prompt) <= 90 and prompt.split()[-1] in "the same words again and" for prompt in prompts
    )


def test_a_streamed_answer_that_differs_is_told(url: str, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "whole", lambda *_: "another text")
    output = corpus / "answers.json"
    ask.main(["--base-url", url, "--corpus", str(corpus), "--output", str(output)])
    assert json.loads(output.read_text())["streamed_equals_whole"] is False


def test_a_server_that_is_not_there_is_a_clear_line(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = corpus / "answers.json"
    assert ask.main(["--base-url", "http://127.0.0.1:9", "--corpus", str(corpus), "--output", str(output)]) == 1
    assert "did not answer: APIConnectionError" in capsys.readouterr().err
    assert not output.exists()
