"""A job as Kubernetes objects: one pod template (`pod`), and one module for each kind of object around it."""
