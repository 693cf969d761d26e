"""The stage view, led by a program."""


def test_it_is_switched_on_changed_and_off(visit):
    async def story(site):
        await site.world.sit_all(site.code, [{"region": r} for r in ("north", "south")] * 8)
        await site.world.keeper.tick()
        path = f"/api/v1/sessions/{site.code}/stage"
        off = (await site.get(path, "staff")).json()
        assert (off["is_on"], off["link"], off["why_not"]) == (False, "", "")
        assert "all" in {choice["id"] for choice in off["choices"]}
        wanted = {"cells": ["all"], "panel_wont_see": True, "delay_s": 20}
        on = (await site.ask("PUT", path, "staff", json=wanted)).json()
        assert (on["is_on"], on["cells"], on["delay_s"]) == (True, ["all"], 20)
        assert "/stage/" in on["link"]
        wanted = {**wanted, "cells": ["all", "region:north"]}
        again = (await site.ask("PUT", path, "staff", json=wanted)).json()
        assert (again["link"], len(again["cells"])) == (on["link"], 2)
        assert (await site.ask("DELETE", path, "staff")).status_code == 204
        assert (await site.get(path, "staff")).json()["is_on"] is False

    visit(story)


def test_what_cannot_be_shown_is_refused(visit):
    async def story(site):
        path = f"/api/v1/sessions/{site.code}/stage"
        good = {"cells": ["all"], "panel_wont_see": True}
        for changes, status in (
            ({"cells": []}, 422), ({"cells": ["region:mars"]}, 422),
            ({"panel_wont_see": False}, 422), ({"delay_s": 1}, 422), ({"delay_s": "x"}, 400),
        ):  # fmt: skip
            answer = await site.ask("PUT", path, "staff", json={**good, **changes})
            assert answer.status_code == status, changes

    visit(story)
