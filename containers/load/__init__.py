"""Load: many readers at once against an OpenAI-compatible server, measured as a reader sees it, with Locust.

Only `client`, `user`, `shapes`, `recorder` and `run` import Locust, which lets gevent patch the whole process; the others are plain Python.
"""
