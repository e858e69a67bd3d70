"""Opens the client of webhooks for the commands, which never see `integrations`."""

from trr_backend.integrations.webhooks.client import WebhookClient
from trr_backend.integrations.webhooks.secrets import check_secret, new_secret
from trr_backend.integrations.webhooks.targets import check_target

__all__ = ["WebhookClient", "check_secret", "check_target", "new_secret"]
