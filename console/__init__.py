"""The `blueprint` command and the demo: it calls, it decides nothing."""
