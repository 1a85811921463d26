"""What is decided before anything is deployed: which platform, and how to get from one to another."""
