"""A channel for tests that look at what leaves."""


class Shown:
    """Screens that only collect what is released."""

    def __init__(self):
        self.releases = []

    def release(self, session, release):
        self.releases.append(release)

    def plan(self, session, cells):
        pass

    def activity(self, session, activity):
        pass
