"""The base of what a seat may ask beside following the board, and of the answers.

A question's `id` is the asker's own; the answer carries it back. Answers come when they are ready,
not in the order of the questions. What a seat may not see is answered as unknown.
"""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from county.refusals import Refusal
from feeds.frame import ClientFrame, Id, ServerFrame


class Answer(ServerFrame, frozen=True, kw_only=True):
    """The base of all answers: what was asked for, or why not."""

    id: int
    refusal: Refusal | None = None
    text: str = ""
    """The refusal in the client's language."""


A = TypeVar("A", bound=Answer)


class Question(ClientFrame, Generic[A], frozen=True, kw_only=True):
    """The base of all questions; `A` is the answer to it."""

    answer: ClassVar[type[Answer]]
    id: Id = 0
