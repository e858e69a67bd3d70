"""Webhooks: where they may go, what is sent (`messages`), and the client."""
