"""How Signpost is put up beyond one process: image, Compose, Kubernetes, and what is known of what is installed."""
