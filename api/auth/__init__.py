"""Who asks: keys and tokens, read once a request by `api.gate`."""
