"""Serving: a model folder goes in, an OpenAI-compatible server with SageMaker's `/ping` and `/invocations` comes out.

vLLM is the engine. Where it is not installed, a small server over transformers answers the same routes.
"""
