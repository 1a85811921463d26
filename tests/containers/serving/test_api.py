"""OpenAI's own client is answered, streaming and not; what this server does not do it refuses."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

import openai
import pytest

ASK = {"model": "spine", "temperature": 0, "max_tokens": 12}
ENDLESS = {"model": "spine", "prompt": "The", "max_tokens": 250, "stream": True, "extra_body": {"ignore_eos": True}}
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(server: dict[str, Any], path: str, body: object = None) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
    try:
        with OPENER.open(urllib.request.Request(f"{server['url']}{path}", data)) as answer:
            text, status = answer.read(), answer.status
    except urllib.error.HTTPError as error:
        text, status = error.read(), error.code
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text.decode()


def test_a_completion_is_counted_and_says_why_it_ended(client: openai.OpenAI) -> None:
    answer = client.completions.create(prompt="The library", **ASK)
    assert answer.usage
    assert (answer.usage.completion_tokens, answer.choices[0].finish_reason) == (12, "length")
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 12


def test_a_stream_says_the_same_as_the_whole(client: openai.OpenAI) -> None:
    whole = client.completions.create(prompt="The library", **ASK)
    chunks = list(client.completions.create(prompt="The library", stream=True, stream_options={"include_usage": True}, **ASK))
    assert "".join(choice.text for chunk in chunks for choice in chunk.choices) == whole.choices[0].text
    assert chunks[-1].usage == whole.usage
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason] == ["length"]
    assert len(chunks) > 3


def test_a_stream_counts_only_when_asked(client: openai.OpenAI) -> None:
    assert not [chunk for chunk in client.completions.create(prompt="The", stream=True, **ASK) if chunk.usage]


def test_chat_is_answered_whole_and_as_a_stream(client: openai.OpenAI) -> None:
    messages = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hello"}]
    whole = client.chat.completions.create(messages=messages, **ASK).choices[0].message
    chunks = list(client.chat.completions.create(messages=messages, stream=True, **ASK))
    assert whole.role == chunks[0].choices[0].delta.role == "assistant"
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole.content


def test_tokens_may_be_the_prompt_and_are_told_when_asked(client: openai.OpenAI) -> None:
    told = client.completions.create(prompt="The library", extra_body={"return_token_ids": True}, **ASK)
    again = client.completions.create(prompt=[1, 2, 3], extra_body={"return_token_ids": True}, **ASK)
    assert len(told.choices[0].token_ids) == len(again.choices[0].token_ids) == 12


def test_a_stop_string_ends_the_text_and_is_not_in_it(client: openai.OpenAI) -> None:
    whole = client.completions.create(prompt="The library", **ASK).choices[0].text
    stop = whole[4:6]
    stopped = client.completions.create(prompt="The library", stop=[stop], **ASK)
    assert stopped.choices[0].text == whole[: whole.index(stop)]
    assert stopped.choices[0].finish_reason == "stop"


def test_a_seed_makes_chance_repeatable(client: openai.OpenAI) -> None:
    def say(seed: int) -> str:
        return client.completions.create(model="spine", prompt="The", temperature=2, max_tokens=20, seed=seed).choices[0].text

    assert say(1) == say(1) != say(2)


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["spine"]


def test_another_model_is_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="served here: spine"):
        client.completions.create(model="gpt", prompt="The")


REFUSED = {
    "logprobs": {"logprobs": 5},
    "echo": {"echo": True},
    "n": {"n": 2},
    "best_of": {"best_of": 3},
    "suffix": {"suffix": "x"},
    "logit_bias": {"logit_bias": {"1": 1}},
    "presence_penalty": {"presence_penalty": 1},
    "max_tokens": {"max_tokens": 0},
    "temperature": {"temperature": 3},
    "prompt": {"prompt": ["a", "b"]},
    "stop": {"stop": ["1", "2", "3", "4", "5"]},
}


@pytest.mark.parametrize(("param", "body"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_not_done_is_refused_by_name(server: dict[str, Any], param: str, body: dict[str, Any]) -> None:
    status, answer = call(server, "/v1/completions", {"prompt": "The", **body})
    assert (status, answer["error"]["param"], answer["error"]["type"]) == (400, param, "invalid_request_error")


def test_an_error_tells_no_text_of_the_request(server: dict[str, Any]) -> None:
    _, answer = call(server, "/v1/completions", {"prompt": ["a private word"], "secret": "another"})
    assert "private" not in json.dumps(answer)
    assert "another" not in json.dumps(answer)


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_object_is_refused(server: dict[str, Any], body: bytes) -> None:
    assert call(server, "/v1/completions", body)[0] == 400


@pytest.mark.parametrize(("prompt", "tokens", "param"), [("The", 999, "max_tokens"), ("word " * 300, 1, "prompt")])
def test_what_does_not_fit_the_context_is_refused(server: dict[str, Any], prompt: str, tokens: int, param: str) -> None:
    status, answer = call(server, "/v1/completions", {"prompt": prompt, "max_tokens": tokens})
    assert (status, answer["error"]["code"], answer["error"]["param"]) == (400, "context_length_exceeded", param)


def test_a_token_outside_the_vocabulary_is_refused(server: dict[str, Any]) -> None:
    assert call(server, "/v1/completions", {"prompt": [10**9]})[0] == 400


def test_sagemakers_contract_is_answered(server: dict[str, Any]) -> None:
    assert call(server, "/ping") == (200, "")
    assert call(server, "/invocations", {"prompt": "The"})[1]["object"] == "text_completion"
    assert call(server, "/invocations", {"messages": [{"role": "user", "content": "Hi"}]})[1]["object"] == "chat.completion"


@pytest.mark.parametrize(("path", "status"), [("/nope", 404), ("/v1/completions", 405)])
def test_a_wrong_route_is_an_error_in_openais_shape(server: dict[str, Any], path: str, status: int) -> None:
    told, answer = call(server, path)
    assert (told, set(answer["error"])) == (status, {"message", "type", "param", "code"})


def counters(server: dict[str, Any]) -> dict[str, int]:
    rows = [line.split() for line in call(server, "/metrics")[1].splitlines() if not line.startswith("#")]
    return {name: int(value) for name, value in rows}


def test_the_counters_follow(server: dict[str, Any], client: openai.OpenAI) -> None:
    before = counters(server)
    client.completions.create(prompt="The", **ASK)
    after = counters(server)
    assert after["serving_requests_total"] - before["serving_requests_total"] == 1
    assert after["serving_completion_tokens_total"] - before["serving_completion_tokens_total"] == 12
    assert after["serving_requests_running"] == 0


def running_falls_to_zero(server: dict[str, Any], within_s: float = 30.0) -> bool:
    """Whether every place is free before the time is up: the server notices a reader who left at its next token."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if counters(server)["serving_requests_running"] == 0:
            return True
        time.sleep(0.05)
    return False


def test_more_requests_than_allowed_are_told_to_come_again(server: dict[str, Any], client: openai.OpenAI) -> None:
    assert running_falls_to_zero(server)
    streams = [client.completions.create(**ENDLESS) for _ in range(3)]
    for stream in streams:
        next(iter(stream))
    with pytest.raises(openai.RateLimitError):
        client.completions.create(prompt="The", **ASK)
    for stream in streams:
        stream.close()
    assert running_falls_to_zero(server)


def test_a_reader_who_leaves_frees_the_place(server: dict[str, Any], client: openai.OpenAI) -> None:
    assert running_falls_to_zero(server)
    stream = client.completions.create(**ENDLESS)
    next(iter(stream))
    assert counters(server)["serving_requests_running"] == 1
    stream.close()
    assert running_falls_to_zero(server)


def test_no_prompt_stands_in_the_log(server: dict[str, Any], client: openai.OpenAI) -> None:
    client.completions.create(prompt="an unmistakable prompt", **ASK)
    log = server["log"].read_text()
    assert "/v1/completions" in log
    assert "unmistakable" not in log
