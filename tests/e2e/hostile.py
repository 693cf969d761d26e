"""Texts that try to become more than text, where to put them, and how to see that one succeeded.

Every text is embraced by two signs that nothing else here uses, so that it can be found again on
any page and compared with what was written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
from playwright.sync_api import BrowserContext, Page

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.recording import Recording
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study
from pulsemeter.release.told_comments import CommentRelease

OPEN, CLOSE = "⟪", "⟫"
PARTS = (
    "'\"><img src=x onerror=harm()>",
    "<script>harm()</script>",
    "</script><script>harm()</script>",
    "</textarea></title></style><svg onload=harm()>",
    "\" autofocus onfocus=harm() x=\"",
    "' autofocus onfocus=harm() x='",
    "javascript:harm()",
    "\"}];harm();//",
    "';harm();//",
    "${harm()}",
    "{{7*1337}}{%print(7*1337)%}#{7*1337}",
    "{0.__class__}{harm}%(harm)s%(link)s%s",
    "<style>*{--harm:1}</style><b style='--harm:1'>",
    "<base href=//harm.example/>",
    "<meta http-equiv=refresh content='9;url=//harm.example/'>",
    "<iframe srcdoc='<script>parent.harm()</script>'></iframe>",
    "<form action=//harm.example/><button formaction=javascript:harm()>",
    "<a href=javascript:harm()>&lt;b&gt;&#60;b&#62;",
    "]]><!--",
    "\\u003cimg src=x onerror=harm()\\u003e",
)  # fmt: skip
SHORT = f"{OPEN}{PARTS[0]}{{{{7*1337}}}}{CLOSE}"
"""Fits where 60 signs do."""
TEXT = f"{OPEN}{PARTS[0]}{PARTS[3]}{PARTS[4]}{{{{7*1337}}}}{CLOSE}"
"""Fits where 200 signs do."""
WORD = f"{OPEN}'\"><img src=x>{CLOSE}"
"""Fits on a button, behind four signs."""
ALL = f"{OPEN}{''.join(PARTS)}{CLOSE}"
TURNED = f"{OPEN}\u202eturned\u2066 and \u2028 parted \u200f{CLOSE}"
"""What programs that look for letters to print refuse, and study files may hold."""
# In a study file signs without a picture are written as codes.
CODED = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in TURNED)
KNOWN = (WORD, SHORT, TEXT, ALL, TURNED, CODED)

assert len(WORD) <= 20
assert len(SHORT) <= 60
assert len(TEXT) <= 180

_LISTEN = """window.harm = () => { console.error('a hostile text ran'); window.harmed = true; }"""
_LOOK = """([open, close, known]) => {
  const found = [];
  const add = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
  if (window.harmed) found.push('a script ran');
  const wrong = [
    '[onerror]', '[onload]', '[onfocus]', '[onclick]', '[onmouseover]', 'img[src="x"]', 'base',
    'iframe', 'object', 'embed', '[srcdoc]', '[formaction*="harm"]', '[href^="javascript:" i]',
    '[action*="harm.example"]', '[href*="harm.example"]', 'meta[content*="harm.example"]',
    'script:not([src]):not([type="application/json"])', '[style*="--harm"]', '[x=""]',
  ];
  for (const one of document.querySelectorAll(wrong.join(','))) add('it became an element', one);
  for (const one of document.querySelectorAll('style')) {
    if (one.textContent.includes('--harm')) add('it became a style', one);
  }
  if (getComputedStyle(document.body).getPropertyValue('--harm')) found.push('a style took hold');
  const texts = [document.title];
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement.localName !== 'script') texts.push(node.data);
      continue;
    }
    if ('value' in node) texts.push(String(node.value));
    for (const each of node.attributes) texts.push(each.value);
  }
  // Quoted as programs quote texts, or with its blanks made one, it is still the same text.
  const plain = text => text.replaceAll('\\\\', '').replace(/\\s+/g, ' ').toLowerCase();
  const whole = known.map(plain);
  let seen = 0;
  for (const text of texts) {
    // A random number in hexadecimal digits may hold it by chance.
    const isWorkedOut = /(?<![0-9a-f])9359(?![0-9a-f])/.test(text);
    if (isWorkedOut) found.push(`it was worked out: ${text.slice(0, 200)}`);
    for (const part of plain(text).split(open).slice(1)) {
      seen += 1;
      const end = part.indexOf(close);
      // Where words were cut off, by whomever, their beginning must do.
      const shown = open + (end < 0 ? part.slice(0, 4) : part.slice(0, end + 1));
      if (!whole.some(one => end < 0 ? one.startsWith(shown) : one === shown)) {
        found.push(`it isn't shown as it was written: ${shown.slice(0, 600)}`);
      }
    }
  }
  return [seen, [...new Set(found)]];
}"""


def listen(context: BrowserContext) -> list[str]:
    """The context, in which a hostile text could run; what ran is told by and by."""
    ran: list[str] = []
    context.add_init_script(_LISTEN)
    context.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    context.on("console", lambda line: "hostile text ran" in line.text and ran.append(line.text))
    return ran


_FILL = """(form, payload) => {
  const names = [];
  for (const field of form.elements) {
    if (field.name === 'statement' || field.name === 'every') field.checked = true;
    const isText = field.localName === 'textarea' || field.localName === 'input'
      && !['hidden', 'checkbox', 'radio', 'file', 'submit', 'button'].includes(field.type);
    if (!isText) continue;
    if (field.localName === 'input') field.type = 'text';
    field.disabled = false;
    field.removeAttribute('maxlength');
    field.value = payload;
    names.push(field.name);
  }
  return names;
}"""
_HAVE_TEXTS = """() => [...document.forms].map((form, number) => {
  const names = [...form.elements].filter(field => field.localName === 'textarea'
    || field.localName === 'input'
      && !['hidden', 'checkbox', 'radio', 'file', 'submit', 'button'].includes(field.type));
  return [number, form.getAttribute('action'), ...names.map(field => field.name)];
}).filter(one => one.length > 2)"""
# What the page's own scripts and the browser think of the fields is not asked.
_SEND = """form => {
  const sends = '.primary, button:not([type=button])';
  const button = form.querySelector(sends) ?? [...form.elements].find(one => one.matches(sends));
  if (button?.name) {
    const said = { type: 'hidden', name: button.name, value: button.value };
    form.append(Object.assign(document.createElement('input'), said));
  }
  HTMLFormElement.prototype.submit.call(form);
}"""


def forms_of(page: Page) -> dict[tuple[str, ...], int]:
    """The forms of a page that take texts: by their address and fields, their place."""
    found = page.evaluate(_HAVE_TEXTS)
    return {tuple(map(str, form)): number for number, *form in reversed(found)}


def fill(page: Page, number: int, payload: str) -> list[str]:
    """The names of the fields of a page's form that take texts, each of them filled."""
    names: list[str] = page.locator("form").nth(number).evaluate(_FILL, payload)
    return names


def send(page: Page, number: int) -> int:
    """The status of what comes back for a page's form."""
    with page.expect_navigation() as gone:
        page.locator("form").nth(number).evaluate(_SEND)
    answer = gone.value
    return answer.status if answer else 0


def look(page: Page) -> tuple[int, list[str]]:
    """How many hostile texts stand on a page, and what any of them has become."""
    seen, found = page.evaluate(_LOOK, [OPEN, CLOSE, list(KNOWN)])
    return seen, found


# ---- where texts are kept: every field of type `str` is either a text or a name ------------------

Fields = dict[str, set[str]]
STUDY_TEXTS: Fields = {
    "Study": {"title", "question", "read_by", "cues"},
    "Stimulus": {"title"},
    "Attribute": {"label", "question"},
    "Category": {"label"},
    "Questions": {"overall", "comment"},
    "Consent": {"runner", "payer", "kept", "withdraw"},
    "StudyLanguage": {"read_by", "texts"},
    "Instrument": {"like", "dislike", "targets", "strong_like", "strong_dislike", "ends"},
    "Arm": {"label"},
    "Answer": {"label"},
    "Question": {"text", "hint", "low", "high"},
    "Why": {"text"},
    "Vendor": {"name"},
    "Retention": {"reason"},
    "Statement": {"words", "speaker", "topic", "note", "source"},
    "Passage": {"title"},
    "Recording": {"author", "name"},
    "AlignmentPoint": {"words"},
    "ToldComment": {"text"},
    "CommentRelease": {"left_out"},
}
STUDY_NAMES: Fields = {
    "Study": {"name", "two_way", "verdict", "language"},
    "Stimulus": {"id", "file", "captions", "address", "captions_in"},
    "Attribute": {"id", "merge_order"},
    "Category": {"id"},
    "StudyLanguage": {"code"},
    "ProtectionProfile": {"name"},
    "Arm": {"id", "stimuli"},
    "Answer": {"id"},
    "Question": {"id"},
    "Rule": {"question", "among"},
    "CellQuota": {"pairs"},
    "Vendor": {"parameter", "complete", "screened_out", "quota_full"},
    "Statement": {"id", "stimulus", "parents"},
    "Passage": {"id", "stimulus", "statements"},
    "Recording": {"session", "stimulus", "file", "captions"},
    "ToldComment": {"question", "stimulus", "statement"},
}
STUDY_ROOTS = (Study, Statement, Passage, Recording, CommentRelease)

TOLD_TEXTS: Fields = {
    "Status": {"trouble"},
    "PlanCell": {"label", "withheld", "attribute_label"},
    "QuotaGap": {"label"},
    "CueStatus": {"words"},
    "StimulusFacts": {"title"},
    "StatementFacts": {"words", "speaker", "topic", "note"},
    "StatementFigure": {"sentence"},
    "Room": {"title", "like", "dislike", "verdict_rule", "cues", "imported"},
    "Modelled": {"label"},
    "PassageFacts": {"title"},
    "Desk": {"member"},
    "Decision": {"audience_label"},
    "DecisionEntry": {"author", "reason"},
    "PlannedQuestion": {"text", "answers"},
    "PanelQuestion": {"text", "answers", "held_back"},
    "Remark": {"author", "words"},
    "Problem": {"error", "remedy"},
}
"""What the server tells the live room and the desk."""
TOLD_ELSEWHERE: Fields = {
    "Comment": {"statement", "question", "text"},
    "CommentTheme": {"title", "terms", "name"},
    "CommentThemes": {"left_out"},
    "JobStatus": {"problem", "stage"},
    "AudienceMap": {"reason"},
    "PageFacts": {"title", "like", "dislike", "cues"},
    "OpenCue": {"words"},
    "ShownQuestion": {"text", "answers", "words"},
    "Refused": {"reason"},
    "ManuscriptLine": {"words", "topic", "speaker", "title"},
    "OpenWords": {"words", "speaker", "topic"},
    "WordsRoom": {"refusal"},
    "PanelQuestions": {"refusal"},
    "PackageStatus": {"problem", "stage"},
    "FileProgress": {"name", "reason"},
    "StimulusProgress": {"title"},
    "StageFeed": {"title", "stimulus"},
    "StageSegment": {"label"},
}
"""What it tells other pages, which show what the studies hold and what staff have typed; reasons of
the program's own, which nobody types; and the feed, which no page of ours reads."""
TYPED_TEXTS: Fields = {
    "AskedCue": {"words"},
    "AskedDecision": {"reason"},
    "DecisionStep": {"reason", "ran_at"},
    "AskedQuestion": {"text", "answers"},
    "AskedRemark": {"words"},
    "AskedStep": {"words", "speaker", "topic", "text"},
    "Caption": {"words", "speaker"},
    "NewUpload": {"name"},
    "ThemeStep": {"word", "name"},
    "Newcomer": {"name"},
    "NewcomerPasskey": {"name", "label"},
    "FurtherPasskey": {"label"},
}
"""What people type that goes to the server by script."""
TOLD_NAMES: Fields = {
    "AskedDecision": {"statement", "audience"},
    "AskedQuestion": {"planned"},
    "AskedStep": {"key", "statement"},
    "AudienceMap": {"cell"},
    "Caption": {"id"},
    "CaptionsProgress": {"language"},
    "Clash": {"statement", "attribute", "first", "second"},
    "Decision": {"id", "session", "statement", "audience"},
    "DecisionEntry": {"ran_at"},
    "Decisions": {"propose_for", "decide_for"},
    "Desk": {"session"},
    "DeskCell": {"cell"},
    "DeskRow": {"id"},
    "Difference": {"first", "second"},
    "FileProgress": {"upload"},
    "FurtherPasskey": {"answer"},
    "GoOn": {"path"},
    "IntervalFigure": {"cell"},
    "MapEntry": {"statement"},
    "NewUpload": {"study", "stimulus", "mark", "language", "session"},
    "Newcomer": {"token"},
    "NewcomerPasskey": {"token", "answer"},
    "OpenUpload": {"id"},
    "OpenWords": {"id"},
    "PackageStatus": {"url"},
    "PageFacts": {
        "session", "media_url", "captions_url", "socket_path", "records_path", "practised_path",
        "watched_path",
    },
    "PassageFacts": {"id", "statements"},
    "PasskeyUse": {"answer"},
    "PlanCell": {"id", "attribute", "parts"},
    "PlannedQuestion": {"id"},
    "QuotaGap": {"cell"},
    "RangeDifference": {"first", "second"},
    "RangeFigure": {"cell"},
    "Remark": {"id"},
    "Room": {"session", "study", "profile", "language"},
    "Sealed": {"pad"},
    "SegmentAnswers": {"cell"},
    "ShownQuestion": {"language", "sheet"},
    "Split": {"attribute", "highest", "lowest"},
    "StageFigure": {"cell"},
    "StageSegment": {"cell", "attribute"},
    "StatementFacts": {"id"},
    "StatementFigure": {"cell"},
    "StatementRelease": {"statement"},
    "StimulusFacts": {"id", "media_url", "captions_url"},
    "StimulusProgress": {"id"},
    "StudyStimuli": {"study"},
}  # fmt: skip


def fields_of(kind: type) -> dict[str, Any]:
    """The fields of a dataclass or a wire struct with their types."""
    hints = get_type_hints(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return {name: hints[name] for name in kind.__struct_fields__}
    return {each.name: hints[each.name] for each in dataclasses.fields(kind)}


def _inside(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Literal:
        return
    yield hint
    for part in get_args(hint) if not isinstance(hint, type) or get_args(hint) else ():
        yield from _inside(part)
    if isinstance(hint, UnionType):
        for part in hint.__args__:
            yield from _inside(part)


def _is_made_of_fields(kind: Any) -> bool:
    return isinstance(kind, type) and (
        dataclasses.is_dataclass(kind) or issubclass(kind, msgspec.Struct)
    )


def fields_with_text(*roots: type) -> dict[str, set[str]]:
    """By class, every field from these on that holds a `str` in whatever it is made of."""
    found: dict[str, set[str]] = {}
    waiting, known = list(roots), set(roots)
    while waiting:
        kind = waiting.pop()
        for name, hint in fields_of(kind).items():
            parts = list(_inside(hint))
            if str in parts:
                found.setdefault(kind.__name__, set()).add(name)
            for part in parts:
                if _is_made_of_fields(part) and part not in known:
                    known.add(part)
                    waiting.append(part)
    return found


def joined(*tables: Fields) -> Fields:
    """Tables of fields as one."""
    names = {name for table in tables for name in table}
    return {name: set().union(*(table.get(name, set()) for table in tables)) for name in names}


def _harmful(kind: str, name: str, text: str) -> str:
    """A text with as much harm behind it as a study file lets there be."""
    if kind == "Instrument":
        return text[0] + text[-3:] + WORD
    return text + (TEXT if (kind, name) == ("Study", "cues") else ALL + TURNED)


def with_harm(
    texts: Fields,
    put: set[tuple[str, str]],
    harmful: Callable[[str, str, str], str] = _harmful,
) -> Callable[[Any], Any]:
    """What makes every text of a value hostile; `put` is told in which fields it did. An empty
    text stays: it means that there is none."""

    def harmed(value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return type(value)(map(harmed, value))
        if not _is_made_of_fields(type(value)):
            return value
        kind = type(value)
        changed = {
            name: field(kind.__name__, name, getattr(value, name)) for name in fields_of(kind)
        }
        if isinstance(value, Instrument) and value.kind is not InstrumentKind.FOUR_STEPS:
            # No study file can say these of any other kind.
            del changed["strong_like"], changed["strong_dislike"]
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(value, **changed)
        return dataclasses.replace(value, **changed)

    def field(kind: str, name: str, value: Any) -> Any:
        is_text = name in texts.get(kind, set())
        return text(kind, name, value) if is_text else harmed(value)

    def text(kind: str, name: str, value: Any) -> Any:
        if isinstance(value, str):
            if value:
                put.add((kind, name))
            return harmful(kind, name, value) if value else value
        if (kind, name) == ("StudyLanguage", "texts"):
            return tuple((path, _in_language(path, words)) for path, words in value)
        return type(value)(text(kind, name, each) for each in value)

    def _in_language(path: str, words: str) -> str:
        kind = "Instrument" if path.startswith("instrument.") else "StudyLanguage"
        put.add(("StudyLanguage", "texts"))
        return harmful(kind, "texts", words)

    return harmed
