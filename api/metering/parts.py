"""Which figures of other parts are told, and what they are called."""

from collections.abc import Callable
from time import monotonic

from api.cache.store import Cache
from api.metrics import Metrics
from api.realtime.follower import Follower
from api.realtime.hub import Counts, Hub

# Asking a hub means asking thousands of clients: not anew for each of its figures.
_FRESH_SECONDS = 0.2


def watch_cache(metrics: Metrics, cache: Cache) -> None:
    """Tell of the bodies that are kept."""
    metrics.watch(
        "trr_cache_hits", "Answers out of the cache.", "counter", lambda: cache.hits
    )
    metrics.watch(
        "trr_cache_misses",
        "Answers that could have been in the cache and were read.",
        "counter",
        lambda: cache.misses,
    )
    metrics.watch(
        "trr_cache_entries", "Bodies that are kept.", "sum", lambda: cache.entries
    )
    metrics.watch(
        "trr_cache_bytes",
        "Memory that bodies and their compressed copies take.",
        "sum",
        lambda: cache.bytes,
    )
    metrics.watch(
        "trr_cache_open",
        "0 where a process keeps nothing, because it does not hear of changes.",
        "min",
        lambda: cache.is_open,
    )


def watch_feed(metrics: Metrics, hub: Hub, follower: Follower) -> None:
    """Tell how far the feed is followed, and how its clients keep up."""
    metrics.watch(
        "trr_feed_up",
        "1 where every process hears of each change at once.",
        "min",
        lambda: follower.state == "up",
    )
    metrics.watch(
        "trr_feed_cursor",
        "The last event that every process has told.",
        "min",
        lambda: follower.head or 0,
    )
    metrics.watch(
        "trr_feed_losses",
        "How often a process lost the connection that it listens on.",
        "counter",
        lambda: follower.losses,
    )
    counts = _recent(lambda: hub.counts)
    metrics.watch(
        "trr_feed_clients",
        "Open WebSockets and streams.",
        "sum",
        lambda: counts().clients,
    )
    metrics.watch(
        "trr_feed_queued",
        "Messages that wait for clients to take them.",
        "sum",
        lambda: counts().waiting,
    )
    metrics.watch(
        "trr_feed_queued_most",
        "Messages that wait for the slowest client.",
        "max",
        lambda: counts().deepest,
    )
    metrics.watch(
        "trr_feed_inbox",
        "Events that were read and not handed out yet.",
        "sum",
        lambda: counts().inbox,
    )
    metrics.watch(
        "trr_feed_told",
        "Events that were handed to clients.",
        "counter",
        lambda: counts().told,
    )
    metrics.watch(
        "trr_feed_resyncs",
        "Times that a client was told to read everything anew.",
        "counter",
        lambda: counts().resyncs,
    )


def _recent(read: Callable[[], Counts]) -> Callable[[], Counts]:
    """Return a function that reads anew only what is older than a moment."""
    known: Counts | None = None
    read_at = 0.0

    def counts() -> Counts:
        nonlocal known, read_at
        if known is None or monotonic() - read_at > _FRESH_SECONDS:
            known, read_at = read(), monotonic()
        return known

    return counts
