"""Questions that wait for a person."""

from uuid import UUID

from trr_backend.repositories.db import Database
from trr_backend.repositories.review import Question, ask

SHOW = UUID(int=1)


async def test_a_question_is_asked_once_and_renewed(database: Database) -> None:
    """The same question again is one row that says what is known now."""
    first = Question("same-show", "show", SHOW, "b", "looks alike", [{"a": 1}], 0.4)
    again = Question("same-show", "show", SHOW, "b", "shares an id", [{"a": 2}], 0.9)
    other = Question("same-show", "show", SHOW, "c", "looks alike")
    async with database.transaction() as tx:
        waits = [await ask(tx, one) for one in (first, again, other)]
        cursor = await tx.execute(
            "select subject, reason, candidates, confidence from ops.review_items"
            " order by subject"
        )
        rows = await cursor.fetchall()
    assert waits == [True, True, True]
    assert rows == [
        ("b", "shares an id", [{"a": 2}], 0.9),
        ("c", "looks alike", [], None),
    ]


async def test_a_decided_question_is_not_asked_again(database: Database) -> None:
    """What was decided stays as it was asked."""
    question = Question("same-show", "show", SHOW, "b", "looks alike")
    again = Question("same-show", "show", SHOW, "b", "shares an id")
    async with database.transaction() as tx:
        await ask(tx, question)
        await tx.execute("update ops.review_items set decided_at = now()")
        waits = await ask(tx, again)
        cursor = await tx.execute("select reason from ops.review_items")
        rows = await cursor.fetchall()
    assert not waits
    assert rows == [("looks alike",)]
