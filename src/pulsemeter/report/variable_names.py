"""Names that SPSS and Stata take for variables, made of a table's own column names.

SPSS keeps some words for itself, Stata others and stops at 32 signs; neither tells capitals apart
in the way people hope. This module must not know what a column holds.
"""

import re
from collections.abc import Iterable

LENGTH_MAX = 32
_SIGNS = re.compile(r"[^A-Za-z0-9_]+")
_OF_SPSS = "all and by eq ge gt le lt ne not or to with"
_OF_STATA = "_all _b _coef _cons _n _pi _pred _rc _skip byte double float if in int long strl using"
_RESERVED = frozenset(f"{_OF_SPSS} {_OF_STATA}".split())
_STRING_TYPE = re.compile(r"str\d+")


def variable_names(columns: Iterable[str]) -> dict[str, str]:
    """For each column a name of ASCII letters, digits and `_`, at most 32 long, each once.

    >>> variable_names(["net", "by", "attribute_Größe", "attribute_größe", "42"])
    {'net': 'net', 'by': 'by_v', 'attribute_Größe': 'attribute_Gr_e', \
'attribute_größe': 'attribute_gr_e_2', '42': 'v42'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        plain = _SIGNS.sub("_", column).strip("_")
        if not plain[:1].isalpha():
            plain = f"v{plain}"
        if plain.lower() in _RESERVED or _STRING_TYPE.fullmatch(plain.lower()):
            plain += "_v"
        name, number = plain[:LENGTH_MAX], 2
        while name.lower() in taken:
            ending = f"_{number}"
            name, number = plain[: LENGTH_MAX - len(ending)] + ending, number + 1
        taken.add(name.lower())
        names[column] = name
    return names
