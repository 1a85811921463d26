"""A few counters in Prometheus' text format."""

from dataclasses import dataclass


@dataclass
class Metrics:
    """What the server has done since it started."""

    requests: int = 0
    running: int = 0
    refused: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def text(self) -> str:
        """The exposition: https://prometheus.io/docs/instrumenting/exposition_formats/."""
        rows = [
            ("serving_requests_total", "counter", "Requests answered or being answered.", self.requests),
            ("serving_requests_running", "gauge", "Requests being answered.", self.running),
            ("serving_requests_refused_total", "counter", "Requests refused with an error.", self.refused),
            ("serving_prompt_tokens_total", "counter", "Tokens read.", self.prompt_tokens),
            ("serving_completion_tokens_total", "counter", "Tokens written.", self.completion_tokens),
        ]
        return "".join(f"# HELP {name} {told}\n# TYPE {name} {kind}\n{name} {value}\n" for name, kind, told, value in rows)
