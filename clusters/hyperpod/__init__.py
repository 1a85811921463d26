"""What runs on the nodes of a SageMaker HyperPod cluster."""
