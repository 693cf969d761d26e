"""Whether it follows from what is told what somebody did: the attacker's reckoning, made first.

A group gives itself away where figures and sizes leave no room: nobody of it, or everybody, can
have liked (or disliked); or, of fewer than the smallest roster, only one number can. Room is shown
by another panel that would have been told the same. The plain ones exchange what two or four
persons did; a linear programme looks for the rest.

What is asked is only whether there is such a panel, so that the answer follows from the figures.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from pulsemeter.release.told_pool import (
    ABSENT,
    DISLIKE,
    LIKE,
    NEITHER,
    PRESENT,
    Flags,
    Pool,
    Whole,
)
from pulsemeter.release.told_programme import Programme, Target

_PARTNERS = 48
_PARTNERS_AT_ONCE = 256
"""Every group with every other one would be a table of their square; it is looked at in strips."""
_CYCLES_GROUPS_MAX = 160
_STEPS = 10
_SEED, _HALF = 7, 0.5


def given_away(
    pool: Pool, smallest_roster: int, suspects: Sequence[Target] = (), *, by_sums: bool
) -> Target | None:
    """Something that the figures of a pool tell and nobody may know; None if there is nothing.

    `suspects` are asked about first. With `by_sums` only what several figures tell together counts;
    it is for profiles that tell exact counts, where one cell's figures may say that nobody or
    everybody of it did something.
    """
    if not len(pool.inside):
        return None
    asked = [Questions(pool, kind, smallest_roster, by_sums=by_sums) for kind in (LIKE, DISLIKE)]
    first = [target for target in suspects if asked[target.kind].asks(target)]
    if first and (found := Programme(pool).unsettled(first)) is not None:
        return found
    if not pool.links:
        for one in asked:
            for settle in (_exchange, _exchange_twice, _wander):
                if one.any():
                    settle(pool, one)
    targets = [target for one in asked for target in one.targets()]
    return Programme(pool).unsettled(targets) if targets else None


class Questions:
    """What has to be shown yet of each group and union: that more could have done it, that fewer
    could, or that another number could."""

    def __init__(self, pool: Pool, kind: int, smallest_roster: int, *, by_sums: bool) -> None:
        did, sizes = pool.held[:, kind], pool.held.sum(axis=1)
        outright = sizes < 1
        if by_sums:
            outright |= _told_outright(pool, kind)
        self.kind = kind
        self.up, self.down = (did == 0) & ~outright, (did == sizes) & ~outright
        self.either = (sizes < smallest_roster) & ~self.up & ~self.down & ~outright
        # What is told outright, or of nobody, leaves the others of a union to be asked about.
        left = pool.unions & ~outright
        self.few: Flags = left[(left @ sizes < smallest_roster) & (left.sum(axis=1) > 1)]
        self.unions = np.ones(len(self.few), dtype=bool)
        self._did = did

    def any(self) -> bool:
        """Whether anything is open."""
        return bool(self.up.any() or self.down.any() or self.either.any() or self.unions.any())

    def asks(self, target: Target) -> bool:
        """Whether this is still a question here: what it asks may be told outright."""
        columns = np.flatnonzero(target.groups)
        if len(columns) > 1:
            return bool((self.few == target.groups).all(axis=1).any())
        return bool((self.up | self.down | self.either)[columns].any())

    def gained(self, groups: Flags) -> None:
        """In these groups one more could have done it."""
        self.up &= ~groups
        self.either &= ~groups

    def lost(self, groups: Flags) -> None:
        """In these groups one fewer could have done it."""
        self.down &= ~groups
        self.either &= ~groups

    def settle(self, did: Whole) -> None:
        """As many of each group did it in a panel that is told the same."""
        self.gained(did > self._did)
        self.lost(did < self._did)
        self.crossed(self.few @ (did - self._did) != 0)

    def crossed(self, unions: Flags) -> None:
        """In these unions another number could have done it."""
        self.unions &= ~unions

    def targets(self) -> list[Target]:
        """Each open question, for the programme."""
        found = [
            Target(
                self.kind,
                np.arange(len(self.up)) == group,
                not self.down[group],
                not self.up[group],
            )
            for group in np.flatnonzero(self.up | self.down | self.either)
        ]
        return found + [
            Target(self.kind, self.few[k], True, True) for k in np.flatnonzero(self.unions)
        ]


def _told_outright(pool: Pool, kind: int) -> Flags:
    """Columns of which one cell's figures say that nobody or everybody did it: a figure by itself,
    or two releases, one after the other, of those who changed or came in between. Who all did the
    other thing, or were not there, didn't do this."""
    none, everybody = _said(pool, kind)
    _, instead = _said(pool, DISLIKE if kind == LIKE else LIKE)
    absent, _ = _said(pool, PRESENT)
    return none | everybody | instead | absent


def _said(pool: Pool, kind: int) -> tuple[Flags, Flags]:
    """Columns of which exact counts of one cell say that none did it, and that all did."""
    sizes, told = pool.held.sum(axis=1), pool.most[:, kind]
    none: Flags = np.any(pool.inside[told < 1], axis=0)
    everybody: Flags = np.any(pool.inside[pool.least[:, kind] >= pool.inside @ sizes], axis=0)
    for line in np.unique(pool.line):
        # What was too few to be told is no exact count.
        exact = (pool.line == line) & (pool.least[:, kind] == told)
        for before, after in pairwise(np.flatnonzero(exact)):
            came = pool.inside[after] & ~pool.inside[before]
            went = pool.inside[before] & ~pool.inside[after]
            more = told[after] - told[before]
            for some, others, by in ((came, went, more), (went, came, -more)):
                if by == some @ sizes:
                    none, everybody = none | others, everybody | some
    return none, everybody


def _room(pool: Pool, held: Whole, kind: int, other: int) -> tuple[Flags, Flags]:
    """Figures that would change if one more of their persons did `kind` instead of `other`, and
    those that would if one fewer did; `held` is a panel that is told the same."""
    told = pool.inside @ held
    told[:, PRESENT] += told[:, LIKE] + told[:, DISLIKE]
    full, empty = told[:, :3] >= pool.most, told[:, :3] <= pool.least
    stuck_up, stuck_down = full[:, kind].copy(), empty[:, kind].copy()
    if other == ABSENT:
        stuck_up |= full[:, PRESENT]
        stuck_down |= empty[:, PRESENT]
    elif other != NEITHER:
        stuck_up |= empty[:, other]
        stuck_down |= full[:, other]
    return stuck_up, stuck_down


def _others(kind: int) -> tuple[int, int, int]:
    return NEITHER, ABSENT, DISLIKE if kind == LIKE else LIKE


class _Exchange:
    """Somebody of one group did it and somebody of another didn't. It could be the other way
    round, or either alone, if every figure that counts just one of the two has room."""

    def __init__(self, pool: Pool, asked: Questions) -> None:
        self._pool = pool
        self._kind = asked.kind
        self._asked = asked
        # The last group is nobody: whoever changes with it changes alone.
        self._inside = np.pad(pool.inside, ((0, 0), (0, 1))).T.astype(np.float32)
        self._few = np.pad(asked.few, ((0, 0), (0, 1))).astype(np.float32)
        self.groups = len(pool.held)

    def open_groups(self) -> Whole:
        """The groups of which, or of whose unions, something is open yet."""
        asked = self._asked
        found: Whole = np.flatnonzero(
            asked.up | asked.down | asked.either | asked.few[asked.unions].any(axis=0)
        )
        return found

    def settle(
        self, held: Whole, groups: Whole, partners: Whole, other: int
    ) -> tuple[Flags, Flags]:
        """Answers what a panel's exchanges of these groups with these partners answer; of a union
        its own groups have to be among them. Returns which groups may have one more and which one
        fewer, (groups, partners)."""
        asked = self._asked
        stuck_up, stuck_down = _room(self._pool, held, self._kind, other)
        did: Flags = np.append(held[:, self._kind] > 0, True)
        could: Flags = np.append(held[:, other] > 0, True)
        gains: Flags = self._swaps(groups, partners, stuck_up, stuck_down)
        gains &= could[groups, np.newaxis] & did[partners]
        loses: Flags = self._swaps(groups, partners, stuck_down, stuck_up)
        loses &= did[groups, np.newaxis] & could[partners]
        asked.gained(self._among_all(groups, gains))
        asked.lost(self._among_all(groups, loses))
        if len(unions := np.flatnonzero(asked.unions)):
            reach = self._few[np.ix_(unions, groups)] @ (gains | loses).astype(np.float32)
            outside = 1 - self._few[np.ix_(unions, partners)]
            crossed = np.zeros(len(asked.few), dtype=bool)
            crossed[unions] = (reach * outside).sum(axis=1) > _HALF
            asked.crossed(crossed)
        return gains, loses

    def _among_all(self, groups: Whole, ways: Flags) -> Flags:
        """Of all groups, those of these that have a way."""
        found = np.zeros(self.groups + 1, dtype=bool)
        found[groups] = np.any(ways, axis=1)
        return found[:-1]

    def _swaps(self, groups: Whole, partners: Whole, stuck_up: Flags, stuck_down: Flags) -> Flags:
        """Whether a group (rows) may have one more while its partner (columns) has one fewer."""
        mine, theirs = self._inside[groups], self._inside[partners]
        up, down = stuck_up.astype(np.float32), stuck_down.astype(np.float32)
        # Figures that count both don't change.
        hindered = (mine @ up)[:, np.newaxis] + theirs @ down - (mine * (up + down)) @ theirs.T
        swaps: Flags = np.asarray(hindered < _HALF)
        swaps[groups[:, np.newaxis] == partners] = False
        return swaps


def _exchange(pool: Pool, asked: Questions) -> None:
    """Exchanges in the panel as it is, with some partners first."""
    exchange = _Exchange(pool, asked)
    some = np.unique(np.linspace(0, exchange.groups, _PARTNERS, dtype=np.int64))
    everybody = np.arange(exchange.groups + 1)
    strips = range(0, len(everybody) if len(some) < len(everybody) else 0, _PARTNERS_AT_ONCE)
    for partners in (some, *(everybody[first : first + _PARTNERS_AT_ONCE] for first in strips)):
        for other in _others(asked.kind):
            exchange.settle(pool.held, exchange.open_groups(), partners, other)
        if not asked.any():
            return


def _wander(pool: Pool, asked: Questions) -> None:
    """Exchanges in other panels that are told the same, one exchange further each time."""
    exchange, held = _Exchange(pool, asked), pool.held.copy()
    chance = np.random.default_rng(_SEED)
    for step in range(_STEPS):
        other = _others(asked.kind)[step % 3 if step % 2 else 0]
        partners = chance.integers(0, exchange.groups + 1, _PARTNERS)
        partners[0] = exchange.groups
        ways = exchange.settle(held, np.arange(exchange.groups + 1), partners, other)
        if not asked.any():
            return
        for way, able in zip((1, -1), ways, strict=True):
            found = np.flatnonzero(able)
            if len(found):
                group, partner = divmod(int(chance.choice(found)), len(partners))
                for one, sign in ((group, way), (int(partners[partner]), -way)):
                    if one < exchange.groups:
                        held[one, asked.kind] += sign
                        held[one, other] -= sign
                break
        asked.settle(held[:, asked.kind])


def _exchange_twice(pool: Pool, asked: Questions) -> None:
    """Four persons: two could have done it instead of two others who are counted by the same
    figures, taken together."""
    if not (asked.up.any() or asked.down.any() or asked.either.any()):
        return
    mixed = np.random.default_rng(_SEED).integers(1, 2**40, len(pool.inside)) @ pool.inside
    kinds, site = np.unique(mixed, return_inverse=True)
    site = site.reshape(-1)
    if len(kinds) > _CYCLES_GROUPS_MAX:
        return
    first, second = np.triu_indices(len(kinds))
    _, alike = np.unique(kinds[first] + kinds[second], return_inverse=True)
    alike = alike.reshape(-1)
    twice = first == second
    for other in _others(asked.kind):
        count = [
            np.bincount(site, weights=pool.held[:, which], minlength=len(kinds))
            for which in (other, asked.kind)
        ]
        able, did = ((n[first] > twice) & (n[second] > twice) for n in count)
        for one, partner, settle, which in (
            (able, did, asked.gained, other),
            (did, able, asked.lost, asked.kind),
        ):
            # Another pair of the same sum: pairs with the same sum share no site.
            partners = np.bincount(alike, weights=partner)[alike] - (partner & one)
            found = one & (partners > 0)
            sites = np.zeros(len(kinds), dtype=bool)
            sites[first[found]] = sites[second[found]] = True
            settle(sites[site] & (pool.held[:, which] > 0))
