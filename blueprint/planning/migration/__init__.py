"""From Slurm to Kubernetes and back: the settings with every loss told, and the five checks of a move (S0-106).

`to_kubernetes` and `to_slurm` translate; a `Loss` is what has no counterpart. `interconnect`, `checkpoints`, `identities`, `costs` and
`plan` are the checks; `report` writes them into one folder.
"""
