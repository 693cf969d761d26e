"""The page may run only its own sheet and script."""

from pulsemeter.report.style import PAGE_STYLE, content_policy


def test_the_policy_names_both_and_nothing_else() -> None:
    assert content_policy().count("sha256-") == 2
    assert "unsafe" not in content_policy()
    assert "url(" not in PAGE_STYLE
