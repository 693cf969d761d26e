"""Which engine counts: numba only where it is here, works and is worth loading."""

import subprocess
import sys

import pytest

from pulsemeter.tally import engine
from pulsemeter.tally.engine import WORTH_LOADING, kernels, using

# In a new process, since what is loaded stays loaded.
ALONE = """
import sys
{before}
from pulsemeter.tally import engine
few, many = engine.WORTH_LOADING - 1, engine.WORTH_LOADING
names = [engine.kernels(few, may_load=True).NAME, engine.kernels(few).NAME]
names += [engine.is_wanted(), engine.kernels(many).NAME, engine.is_wanted()]
print(*names, bool(sys.modules.get("llvmlite")))
print(engine.kernels(many, may_load=True).NAME, engine.kernels(1).NAME, engine.is_wanted())
print(engine.load())
"""
MISSING = "sys.modules['numba'] = None"
BROKEN = """
import types
from importlib.machinery import ModuleSpec
sys.modules['numba'] = types.ModuleType('numba')
sys.modules['numba'].__spec__ = ModuleSpec('numba', None)
"""


def told(before=""):
    done = subprocess.run(
        [sys.executable, "-c", ALONE.format(before=before)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_numba_is_loaded_for_work_that_is_worth_it():
    assert engine.is_installed()
    assert told() == ["numpy numpy False numpy True False", "numba numba False", ""]


def test_without_numba_numpy_counts_and_says_why():
    first, second, why = told(MISSING)
    assert (first, second) == ("numpy numpy False numpy False False", "numpy numpy False")
    assert why == "numba isn't installed"


def test_a_numba_that_does_not_work_is_left_alone_with_words():
    first, second, why = told(BROKEN)
    assert (first, second) == ("numpy numpy False numpy True False", "numpy numpy False")
    assert why.startswith("numba doesn't work here (AttributeError: ")


def test_an_engine_can_be_asked_for_and_the_one_before_comes_back():
    with using("numba"):
        assert kernels(1).NAME == "numba"
        with using("numpy"):
            assert kernels(WORTH_LOADING).NAME == "numpy"
        assert kernels(1).NAME == "numba"
    with pytest.raises(ValueError, match="there are numpy and numba"), using("fortran"):
        pass
