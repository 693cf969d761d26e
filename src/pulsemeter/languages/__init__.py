"""The languages in which the program speaks: one catalogue of texts per language.

Reads the catalogues that ship with the program and how each language writes numbers. It must not
know which sentences there are, studies or screens.
"""

from pulsemeter.languages.catalogue import LANGUAGES, is_spoken, plain_code, state_of, words_for

__all__ = ["LANGUAGES", "is_spoken", "plain_code", "state_of", "words_for"]
