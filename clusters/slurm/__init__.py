"""The one Slurm model, rendered: the files of a Slurm of one's own and of HyperPod's, and the settings that PCS takes."""
