"""What the nodes of a cluster run. Nothing here needs the internet."""
