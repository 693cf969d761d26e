"""Personal links by the thousand: which cells are asked for, and one token after the other.

The token itself is only ever handed to whoever writes the links; what is kept is its hash, and
the categories it carries where the study takes them from tokens.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from pulsemeter.domain.recruitment import CategoriesFrom
from pulsemeter.domain.study import Study
from pulsemeter.service.credential_ports import CredentialBook, Token
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ports import Chance
from pulsemeter.service.token_text import draw_token

BATCH = 5_000
COUNT_MAX = 1_000_000


class TokensRefused(ValueError):
    """Tokens that can't be made or taken; says which and what to do."""


@dataclass(frozen=True, slots=True)
class CellWish:
    """So many tokens that carry these categories."""

    count: int
    categories: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A fresh token with its number on the list, before it is forgotten here."""

    number: int
    token: str
    categories: dict[str, str]

    def link(self, address: str) -> str:
        """The personal link into a session with this address; the code stands behind "#", where
        no server log sees it."""
        return f"{address}#{self.token}"

    def credential(self, session: str) -> Token:
        """What is kept of it."""
        return Token(secret_hash(self.token), session, categories=self.categories)


def carries_categories(study: Study) -> bool:
    """Whether tokens of this study carry their holder's categories."""
    return study.recruitment.categories_from is CategoriesFrom.TOKENS


def checked_categories(study: Study, given: Mapping[str, str]) -> dict[str, str]:
    """The categories of a token, in the study's order. TokensRefused where they don't fit."""
    if not carries_categories(study):
        if given:
            raise TokensRefused(
                f"{study.name} asks people for their categories, so tokens carry none; write "
                'categories_from = "tokens" under [recruitment] in the study file to change that'
            )
        return {}
    for name in given:
        if study.attribute(name) is None:
            known = ", ".join(a.id for a in study.attributes)
            raise TokensRefused(f"{name!r} is no attribute of {study.name}; there are {known}")
    found = {}
    for attribute in study.attributes:
        category = attribute.category(given.get(attribute.id, ""))
        if category is None:
            names = ", ".join(c.id for c in attribute.categories)
            raise TokensRefused(
                f"tokens of {study.name} carry a category of {attribute.id}: one of {names}, "
                f"not {given.get(attribute.id, 'none')!r}"
            )
        found[attribute.id] = category.id
    return found


def checked_wishes(study: Study, wishes: Sequence[CellWish]) -> list[CellWish]:
    """The wishes, their categories checked. TokensRefused where nothing or too much is asked."""
    total = sum(wish.count for wish in wishes)
    if not 1 <= total <= COUNT_MAX or any(wish.count < 0 for wish in wishes):
        raise TokensRefused(f"ask for 1 to {COUNT_MAX:,} links, not {total:,}")
    return [CellWish(w.count, checked_categories(study, w.categories)) for w in wishes]


def made_tokens(chance: Chance, wishes: Iterable[CellWish]) -> Iterator[MadeToken]:
    """One token after the other, numbered from 1; none of them is kept here."""
    number = 0
    for wish in wishes:
        for _ in range(wish.count):
            number += 1
            yield MadeToken(number, draw_token(chance), wish.categories)


async def stored_tokens(
    book: CredentialBook, session: str, made: Iterator[MadeToken]
) -> "list[MadeToken]":
    """The next batch of tokens, their hashes stored first; empty when there are no more."""
    batch = list(islice(made, BATCH))
    if batch:
        await book.add([token.credential(session) for token in batch])
    return batch
