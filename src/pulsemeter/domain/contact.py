"""A person who is to be invited: the only place where names and addresses exist."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Contact:
    """A name with addresses (e-mail, telephone, post), categories if a token is to carry them, a
    panel vendor's id, and the sessions for which an invitation was made. Never a token."""

    name: str
    addresses: tuple[str, ...] = ()
    categories: dict[str, str] = field(default_factory=dict)
    vendor_id: str = ""
    invited: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """By what a contact is found or known to be the same, whatever the case and blanks."""
        named = (*self.addresses, self.vendor_id) if self.addresses or self.vendor_id else ()
        return frozenset(plain_key(text) for text in named or (self.name,) if text.strip())


def plain_key(text: str) -> str:
    """A name or address as it is compared."""
    return "".join(text.split()).casefold()
