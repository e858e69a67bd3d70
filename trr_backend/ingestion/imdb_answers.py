"""Asks IMDb's API one question and makes a document of the answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from trr_backend.ingestion.documents import to_document
from trr_backend.ingestion.imdb_questions import Question
from trr_backend.integrations.imdb.client import ImdbClient
from trr_backend.models.documents import Document

IMDB_API_LICENCE = (
    "IMDb content under this installation's own licence: AWS Data Subscription "
    "Agreement and IMDb Content License Agreement."
)
# The licence is between IMDb and its holder. The terms that IMDb published for its
# content service want the newest version at least every ten days: nothing is held
# longer than that. A round is asked again after a week and may have taken pages of a
# day before, so that all of it is replaced in time.
IMDB_API_KEEP = timedelta(days=10)
IMDB_API_MAX_AGE = timedelta(days=7)
IMDB_API_RESUME = timedelta(days=1)


async def fetch_answer(
    client: ImdbClient, question: Question, *, now: datetime
) -> Document:
    """Ask IMDb and return the answer as it came; raises UpstreamError.

    Whether it answers the question is seen by whoever asks on (`questions`).
    """
    if question.kind == "title":
        answer = await client.title(question.title_id)
    elif question.kind == "names":
        answer = await client.names(question.name_ids)
    else:
        answer = await client.page(question.kind, question.title_id, question.after)
    document = to_document(answer, question.key, now, IMDB_API_LICENCE, IMDB_API_KEEP)
    part_of = None if question.kind == "title" else question.part_of
    return replace(document, part_of=part_of)
