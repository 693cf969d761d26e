"""How functions are compiled; what they do is in the contract of every engine."""

from pulsemeter.tally import numba_kernels
from pulsemeter.tally.numba_kernels import _compiled


def test_where_no_folder_can_hold_the_result_it_is_compiled_all_the_same():
    known: dict[str, object] = {}
    exec(compile("def one_more(n): return n + 1", "<no file>", "exec"), known)
    assert _compiled("int64(int64)")(known["one_more"])(41) == 42  # type: ignore[arg-type]


def test_what_was_compiled_is_kept_beside_the_module():
    assert numba_kernels._stand.stats.cache_path


def test_others_may_work_meanwhile():
    """The event loop has its turns while a large matrix is counted in a thread."""
    for name in ("_count", "_count_one", "_stand", "_move"):
        assert getattr(numba_kernels, name).targetoptions["nogil"], name
