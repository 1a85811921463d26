"""Plain EC2 nodes: what they do at their first start."""
