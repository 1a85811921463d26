"""A real Slurm on this machine: a controller and nodes with addresses of their own, configured by the files that a deployment gets.

Each machine is a set of namespaces (network, host name, processes), so that switching one off is what it is in a data centre: its processes
are gone and its address is silent. Needs the right to make namespaces; nothing of the host's network is touched.
"""
