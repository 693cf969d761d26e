"""One person at the studio's forms: what a page holds, sent back with some of it changed."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """The fields of a page's forms, as a browser would send them: by the form's address."""

    def __init__(self):
        super().__init__()
        self.forms, self._items, self._open = {}, [], None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self._items = self.forms.setdefault(given.get("action"), [])
        elif tag == "input" and given.get("type") != "file":
            if given.get("type") != "checkbox" or "checked" in given:
                self._add(given.get("name"), given.get("value") or "")
        elif tag == "select":
            self._open = [given.get("name"), None]
        elif tag == "option" and self._open and ("selected" in given or self._open[1] is None):
            self._open[1] = given.get("value", "")
        elif tag == "textarea":
            self._open = [given.get("name"), ""]

    def handle_data(self, data):
        if self._open and self.lasttag == "textarea":
            self._open[1] += data

    def handle_endtag(self, tag):
        if tag in ("select", "textarea") and self._open:
            name, value = self._open
            self._add(name, (value or "").removeprefix("\n"))
            self._open = None

    def _add(self, name, value):
        if name:
            self._items.append((name, value))


async def fields_at(site, path, who="staff", form=None):
    """What the form of a page holds, by name."""
    page = await site.get(path, who)
    assert page.status_code == 200
    parsed = Fields()
    parsed.feed(page.text)
    return dict(parsed.forms[form or path])
