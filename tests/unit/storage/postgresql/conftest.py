"""A book with nothing in it, on a real server."""

from typing import Any

import pytest


@pytest.fixture
def address(postgres_server: Any) -> str:
    """Where the empty book lies."""
    return str(postgres_server.emptied())
