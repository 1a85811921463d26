"""A small OpenAI-compatible server over transformers, for where vLLM is not installed.

`transformers serve` is not used: it ignores `temperature` and `logprobs` without a word. This one refuses what it does not do.
One thread advances all running requests in turn, one token each, so that everybody's text streams.
"""
