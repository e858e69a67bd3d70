"""Response models: what OpenAPI says and what tests hold every body to."""
