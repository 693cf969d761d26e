"""Sessions that are over are looked at as often as others for a while, then seldom."""

import asyncio

from pulsemeter.domain.session import SessionState
from pulsemeter.service.due_sessions import SETTLED_AFTER_MS, SETTLED_EVERY_MS, DueSessions


def test_what_is_long_over_is_looked_at_seldom(world, make_study):
    async def story():
        codes = [await world.session(make_study(name=name)) for name in ("one", "two")]
        for code in codes:
            await world.go(code, SessionState.RUNNING)
        await world.go(codes[0], SessionState.CLOSED)
        due = DueSessions(world.conduct, world.clock)
        seen = []
        for second in range(1, (SETTLED_AFTER_MS + 3 * SETTLED_EVERY_MS) // 1_000):
            world.clock.now_ms += 1_000
            found = due.of(codes)
            assert codes[1] in found
            if codes[0] in found:
                seen.append(second)
        settled_s = SETTLED_AFTER_MS // 1_000
        assert seen[:settled_s] == [*range(1, settled_s + 1)]
        late = seen[settled_s:]
        every_s = SETTLED_EVERY_MS // 1_000
        assert late == [k for k in range(settled_s + 1, second + 1) if k % every_s == 0]
        assert len(late) >= 2

    asyncio.run(story())
