"""Names that the cluster, its manifests and the jobs on it have to agree on."""

from blueprint.facts.kubernetes_names import kubernetes_name

PURPOSE = "purpose"
"""Label of nodes, and of tenants' namespaces: what runs there."""

GPU = kubernetes_name("gpu")
"""Resource of NVIDIA's device plugin, and the taint of nodes that have it."""

EFA = kubernetes_name("efa")
"""Resource of the EFA device plugin."""

QUEUE = "queue"
"""Every tenant's queue: what the label `QUEUE_LABEL` of a job says."""

QUEUE_LABEL = kubernetes_name("queue")

LAKE = "lake"
"""Every tenant's claim to the lake's file system."""

LAKE_MOUNT = "/lake"
"""Where pods mount it."""

WORKLOAD = "workload"
"""The service account of every tenant's pods."""

GATEWAY = "gateway"
"""Namespace of what people's requests come in by, and label of what it may reach."""

SERVING_PORT = 8000
"""Where a serving pod answers."""
