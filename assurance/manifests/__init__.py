"""Is a manifest one that the cluster will take? Held against the schemas of Kubernetes and of the custom resources, with no cluster."""
