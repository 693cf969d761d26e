"""What a session becomes, over a real connection."""

import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.wire.comments import ThemeStep
from pulsemeter.wire.results import WantedData, WantedFilms, WantedPersons


@pytest.fixture(scope="module")
def owner(served):
    with Client(served.url, served.token()) as client:
        yield client


def refused(work):
    with pytest.raises(ApiRefused) as told:
        work()
    return told.value.status


def test_a_data_package_is_asked_for_taken_and_removed(owner, served):
    package = owner.ask_data(served.code, WantedData(["parquet"]))
    for _ in range(1_000):
        if package.job.state not in ("waiting", "making"):
            break
        served.ask(served.server.clock.pause(500))
        package = owner.read_data_package(served.code, package.id)
    assert package.job.state == "ready", package.job.problem
    assert owner.list_data_packages(served.code).packages == [package]
    assert owner.read_data_file(served.code, package.id)[:2] == b"PK"
    owner.drop_data_package(served.code, package.id)
    assert owner.list_data_packages(served.code).packages == []
    assert refused(lambda: owner.ask_persons(served.code, WantedPersons([], "A reason"))) == 409


def test_reports_films_and_comments_say_what_they_wait_for(owner, served):
    (report,) = owner.list_reports(served.code).reports
    assert owner.read_report(served.code, report.stimulus) == report
    assert owner.cancel_report(served.code, report.stimulus).job.state == "none"
    assert owner.cancel_films(served.code) == owner.read_films(served.code)
    assert refused(lambda: owner.read_report_file(served.code, "talk", "pdf")) == 404
    assert refused(lambda: owner.read_film_file(served.code, "overlay.mp4")) == 404
    assert refused(lambda: owner.ask_films(served.code, WantedFilms())) == 422
    assert refused(lambda: owner.read_themes(served.code)) == 409
    rename = ThemeStep(edition=1, theme=1, name="Rents")
    assert refused(lambda: owner.change_themes(served.code, "rename", rename)) == 422
