"""Trains a small Llama from scratch on a curated corpus: tokenizer, packed tokens, FSDP2, checkpoints that resume bit for bit.

`python -m containers.training` starts `torchrun` itself and watches over it (`launcher`); under `torchrun -m containers.training` the same
module is a worker (`worker`). What a worker needs from another rank goes through gloo on the loopback interface.
"""
