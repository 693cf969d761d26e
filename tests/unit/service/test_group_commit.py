import asyncio

from pulsemeter.service.group_commit import GroupCommit
from pulsemeter.service.ports import StoreError


class Paper:
    """Takes batches; fails as often as the test says."""

    def __init__(self):
        self.batches = []
        self.failures = 0

    async def write(self, items):
        if self.failures:
            self.failures -= 1
            raise StoreError("no room")
        self.batches.append(list(items))
        return [item * 10 for item in items]


def play(clock, story, **options):
    async def whole():
        paper = Paper()
        commits = GroupCommit(paper.write, clock, **options)
        running = asyncio.create_task(commits.run())
        await story(paper, commits)
        running.cancel()

    asyncio.run(whole())


def test_what_arrives_within_the_window_is_one_batch(clock):
    async def story(paper, commits):
        answers = [asyncio.create_task(commits.put(item)) for item in (1, 2, 3)]
        await clock.advance(9)
        assert paper.batches == []
        await clock.advance(1)
        assert paper.batches == [[1, 2, 3]]
        assert [await answer for answer in answers] == [10, 20, 30]
        assert commits.is_idle.is_set()

    play(clock, story, window_ms=10)


def test_a_batch_has_an_upper_end(clock):
    async def story(paper, commits):
        told = []
        for item in range(5):
            commits.offer(item, told.append)
        await clock.advance(50)
        assert paper.batches == [[0, 1], [2, 3], [4]]
        assert told == [0, 10, 20, 30, 40]

    play(clock, story, items_max=2)


def test_a_failing_write_is_tried_again_with_the_same_items(clock):
    async def story(paper, commits):
        paper.failures = 2
        answer = asyncio.create_task(commits.put(1))
        await clock.advance(1_500)
        assert not answer.done()
        assert commits.trouble == "no room"
        assert not commits.is_idle.is_set()
        await clock.advance(1_000)
        assert paper.batches == [[1]]
        assert answer.done()
        assert commits.trouble == ""

    play(clock, story)


def test_somebody_who_left_does_not_stop_the_others(clock):
    async def story(paper, commits):
        gone = asyncio.create_task(commits.put(1))
        stays = asyncio.create_task(commits.put(2))
        await asyncio.sleep(0)
        gone.cancel()
        await clock.advance(20)
        assert stays.result() == 20

    play(clock, story)
