"""What `api.metrics` is made of: figures, their sum over processes, their text."""
