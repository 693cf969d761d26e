"""The built front end's files, packed where the browser takes that.

Their names change with their content, so they may be kept for good. Knows no page and no person.
"""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKINGS = (("br", ".br"), ("gzip", ".gz"))
"""What the build packs, best first: name of the encoding, ending of the packed file."""
_ENDINGS = frozenset(ending for _, ending in PACKINGS)
_FOR_GOOD = "public, max-age=31536000, immutable"


def accepted(header: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding header takes; those with weight 0 are refused."""
    names = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            names.add(name.strip())
    return frozenset(names)


def _packed(plain: FileResponse, takes: frozenset[str]) -> FileResponse | None:
    """The same file in the best packing that is there and taken."""
    for encoding, ending in PACKINGS:
        packed = Path(f"{plain.path}{ending}")
        if encoding in takes and packed.is_file():
            headers = {
                "Cache-Control": _FOR_GOOD,
                "Vary": "Accept-Encoding",
                "Content-Encoding": encoding,
            }
            return FileResponse(packed, media_type=plain.media_type, headers=headers)
    return None


class BuiltFiles(StaticFiles):
    """Scripts, sheets and drawings as they were built."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, with long caching."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = _FOR_GOOD
        response.headers["Vary"] = "Accept-Encoding"
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A built file, packed if there is such a one; the manifest is ours alone."""
        if ".vite" in path or Path(path).suffix in _ENDINGS:
            return await super().get_response("missing", scope)
        plain = await super().get_response(path, scope)
        if not isinstance(plain, FileResponse):
            return plain
        takes = accepted(Headers(scope=scope).get("accept-encoding", ""))
        return _packed(plain, takes) or plain
