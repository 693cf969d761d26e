"""Sections and secrets of the couriers' file."""

from pathlib import Path

import pytest

from pulsemeter.delivery.courier_file import CouriersRefused, secret_in, section, tables_of


def test_a_section_holds_known_keys_of_their_kind_or_any_texts(tmp_path: Path) -> None:
    path = tmp_path / "couriers.toml"
    path.write_text('[a]\nport = 3\n[b]\ndesk = "file"\n', "utf-8")
    tables = tables_of(path)
    assert section(path, tables, "a", {"port": int}) == {"port": 3}
    assert section(path, tables, "b", None) == {"desk": "file"}
    assert section(path, tables, "c", {"port": int}) == {}
    with pytest.raises(CouriersRefused, match=r"\[a\] port must be a str"):
        section(path, tables, "a", None)
    with pytest.raises(CouriersRefused, match=r"\[b\] has no key 'desk'; use port"):
        section(path, tables, "b", {"port": int})


def test_a_secret_stands_beside_the_file_or_at_a_whole_path(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" right\n", "utf-8")
    path = tmp_path / "couriers.toml"
    assert secret_in(path, "a", "token_file", "token") == "right"
    assert secret_in(None, "a", "token_file", str(tmp_path / "token")) == "right"
    with pytest.raises(CouriersRefused, match=r"\[a\] token_file .*gone"):
        secret_in(path, "a", "token_file", "gone")


def test_no_toml_and_no_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CouriersRefused, match="can't be read"):
        tables_of(tmp_path / "nowhere.toml")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff")
    with pytest.raises(CouriersRefused, match="no TOML"):
        tables_of(broken)
