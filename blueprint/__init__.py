"""The plan: what is to be deployed, and the facts that bound it."""
