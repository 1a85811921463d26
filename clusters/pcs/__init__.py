"""Nodes of an AWS PCS cluster: what they are given at their first start, and what Slurm is told about them."""
