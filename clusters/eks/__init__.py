"""What lives inside the Kubernetes cluster: its manifests and the values of its charts, as plain dictionaries built by named functions."""
