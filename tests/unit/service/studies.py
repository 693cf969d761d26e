"""Every kind of study that a study file can say, drawn by hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.questionnaire import (
    Answer,
    Part,
    Question,
    QuestionKind,
    Questionnaire,
    Rule,
    ShowIf,
    Why,
)
from pulsemeter.domain.recruitment import CategoriesFrom, CellQuota, Recruitment, Vendor
from pulsemeter.domain.retention import CONTACTS_DAYS, PERSONS_DAYS, Retention
from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    JoinMode,
    Questions,
    Stimulus,
    Study,
    StudyLanguage,
)
from pulsemeter.domain.translation import texts
from pulsemeter.languages import LANGUAGES

NASTY = st.sampled_from(
    [
        '"',
        '"""',
        "\\",
        "'",
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x1f",
        "\x7f",
        "\u2028",
        "\u202e",
        "\U0001f680",
        "# no remark",
        "[study]\n",
        "= 1",
        "\x85",
        "",
    ]
)
TEXT = st.lists(st.one_of(NASTY, st.text(max_size=12)), min_size=1, max_size=4).map("".join)
SAID = TEXT.filter(str.strip)
WORD = st.text(min_size=1, max_size=24).filter(lambda word: word == word.strip() != "")
NAME = st.from_regex(r"\A[A-Za-z0-9_-]{0,8}[A-Za-z0-9]\Z")
ID = st.one_of(NAME, SAID).filter(
    lambda name: name not in ("all", "max", "arm") and not set(name) & set(":+×/")
)
NUMBER = st.one_of(st.integers(-1_000, 1_000).map(float), st.floats(-1e300, 1e300))
FLAG = st.booleans()


def _some(strategy, low, high):
    return st.lists(strategy, min_size=low, max_size=high, unique=True)


@st.composite
def _stimulus(draw, name, number):
    place = f"{draw(NAME)}-{number}"
    captions = draw(st.sampled_from(["", f"{place}.vtt"]))
    captions_in = tuple(
        (code, f"{place}.{code}.vtt")
        for code in draw(_some(st.sampled_from(["de", "pt-BR", "fr"]), 0, 2))
    )
    stimulus = Stimulus(
        name, draw(SAID), draw(st.integers(1, 90_000)), captions=captions, captions_in=captions_in
    )
    comes_from = draw(st.integers(0, 2))
    if comes_from == 0:
        return replace(stimulus, file=f"{place}.mp4", duration_ms=draw(st.sampled_from([0, 900])))
    if comes_from == 1:
        return replace(
            stimulus, address=f"https://media.example/{place}.m3u8", broadcast=draw(FLAG)
        )
    return stimulus


def _pairs(ids):
    pair = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1])
    return st.lists(pair, max_size=2).map(tuple)


@st.composite
def _attribute(draw, name):
    ids = draw(_some(ID, 2, 3))
    categories = tuple(Category(i, draw(SAID), draw(st.integers(0, 50)), draw(FLAG)) for i in ids)
    question = draw(st.one_of(TEXT, st.none()))
    label = draw(SAID)
    return Attribute(
        name, label, label if question is None else question, categories, draw(_pairs(ids))
    )


@st.composite
def _instrument(draw):
    kind = draw(st.sampled_from(InstrumentKind))
    words = draw(st.lists(WORD, min_size=4, max_size=4, unique_by=str.casefold))
    made = Instrument(kind, draw(st.integers(1_000, 60_000)), draw(FLAG))
    if draw(FLAG):
        made = replace(made, like=words[0], dislike=words[1])
    if kind is InstrumentKind.FOUR_STEPS and made.like != "Like":
        made = replace(made, strong_like=words[2], strong_dislike=words[3])
    if kind is InstrumentKind.SLIDER:
        ends = draw(st.sampled_from([("", ""), (words[2], words[3])]))
        made = replace(made, start=draw(st.integers(-100, 100)), ends=ends)
    if kind is InstrumentKind.TWO_BUTTONS_PER_TARGET:
        made = replace(made, targets=tuple(words[: draw(st.integers(2, 4))]))
    return made


@st.composite
def _arms(draw, own, stimuli):
    ids = draw(st.sampled_from([[], draw(_some(ID, 2, 3))]))
    per_target = InstrumentKind.TWO_BUTTONS_PER_TARGET
    kinds = [per_target] if len(own.targets) > 1 else [k for k in InstrumentKind if k != per_target]
    return tuple(
        Arm(
            name,
            draw(st.one_of(TEXT, st.just(name))),
            draw(st.integers(1, 100)),
            tuple(draw(_some(st.sampled_from(stimuli), 0, len(stimuli)))),
            draw(
                st.none() | st.just(replace(own, kind=draw(st.sampled_from(kinds)), cue=draw(FLAG)))
            ),
            draw(st.none() | st.sampled_from(Order)),
            draw(FLAG),
        )
        for name in ids
    )


@st.composite
def _rule(draw, earlier, attributes):
    names = [*(q.id for q in earlier), *attributes]
    name = draw(st.sampled_from(names))
    asked = next((q for q in earlier if q.id == name), None)
    known = [a.id for a in asked.answers] if asked else []
    among = tuple(draw(st.lists(st.sampled_from(known) if known else TEXT, max_size=2)))
    low, high = draw(st.none() | NUMBER), draw(st.none() | NUMBER)
    if not among and low is None and high is None:
        low = 1.0
    return Rule(name, among, low, high, draw(FLAG))


@st.composite
def _questionnaire(draw, attributes):
    taken = {*attributes, "overall", "comment", "text", "hint", "low", "high"}
    choices = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.WORDS)
    found = []
    for name in draw(_some(NAME.filter(lambda n: n not in taken), 0, 3)):
        kind = draw(st.sampled_from(QuestionKind))
        low, high = sorted((draw(NUMBER), draw(NUMBER)))
        ids = draw(_some(NAME.filter(lambda n: n not in taken), 2, 3)) if kind in choices else []
        some = st.lists(_rule(found, attributes), max_size=2)
        rules = tuple(draw(some)) if found or attributes else ()
        found.append(
            Question(
                name,
                kind,
                draw(SAID),
                draw(st.sampled_from([(Part.BEFORE,), (Part.AFTER,), (Part.BEFORE, Part.AFTER)])),
                draw(TEXT),
                tuple(Answer(i, draw(SAID), draw(FLAG)) for i in ids),
                draw(st.integers(2, 11)),
                draw(TEXT),
                draw(TEXT),
                draw(st.sampled_from([None, low])),
                draw(st.sampled_from([None, high])),
                draw(FLAG),
                kind is QuestionKind.SINGLE and draw(FLAG),
                ShowIf(rules, draw(FLAG)),
            )
        )
    why = draw(st.none() | st.builds(Why, TEXT, st.integers(1, 5), FLAG))
    return Questionnaire(tuple(found), why)


@st.composite
def _recruitment(draw, attributes, join):
    quotas = {}
    for first, second in draw(_pairs([a.id for a in attributes])) if len(attributes) > 1 else ():
        held = {a.id: a for a in attributes}
        pairs = tuple(
            sorted((n, draw(st.sampled_from(held[n].categories)).id) for n in (first, second))
        )
        quotas[pairs] = CellQuota(pairs, draw(st.integers(1, 99)))
    share = draw(st.floats(0, 2))
    persons = draw(st.integers(0, 50))
    back = "https://vendor.example/?id={id}"
    vendor = Vendor(
        draw(SAID),
        draw(NAME.filter(lambda n: n != "language" and n.replace("_", "").replace("-", ""))),
        back,
        draw(st.sampled_from(["", back])),
    )
    by_share = draw(FLAG)
    return Recruitment(
        draw(st.floats(0, 2)),
        0 if by_share else persons,
        share if by_share else 0.0,
        60_000 * draw(st.integers(1, 600)),
        draw(st.integers(0, 100_000)),
        draw(st.sampled_from(CategoriesFrom))
        if join is JoinMode.TOKENS
        else CategoriesFrom.QUESTIONS,
        tuple(quotas.values()),
        draw(st.none() | st.just(vendor)),
    )


@st.composite
def _retention(draw):
    days = draw(st.integers(0, 3_650)), draw(st.integers(1, 3_650))
    is_longer = days[0] > CONTACTS_DAYS or days[1] > PERSONS_DAYS
    return Retention(*days, draw(SAID).strip() if is_longer or draw(FLAG) else "")


def _fitting(asked, profile):
    """Where traffic tells nothing of presses, nobody is asked at a press."""
    return replace(asked, why=None) if profile.even_traffic else asked


@st.composite
def studies(draw):
    """Any study that a file can say; hypothesis shrinks it towards the plain one."""
    names = draw(_some(ID, 1, 3))
    attributes = tuple(draw(_attribute(name)) for name in draw(_some(ID, 0, 3)))
    instrument, join = draw(_instrument()), draw(st.sampled_from(JoinMode))
    profile = replace(draw(st.sampled_from(list(PROFILES.values()))), comments=draw(FLAG))
    ids = [a.id for a in attributes]
    share = st.floats(0.55, 0.99)
    verdict = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "delta": st.floats(0, 0.9),
                "certainty_net": share,
                "pressers_min": st.integers(0, 9),
            },
        )
    )
    study = Study(
        name=draw(NAME.filter(lambda n: n.replace("-", "").replace("_", ""))),
        title=draw(SAID),
        question=draw(TEXT),
        stimuli=tuple(draw(_stimulus(name, number)) for number, name in enumerate(names)),
        attributes=attributes,
        consent=Consent(draw(SAID), draw(SAID), draw(SAID), draw(SAID), draw(st.integers(1, 9))),
        instrument=instrument,
        questions=draw(st.builds(Questions, TEXT, TEXT) | st.just(Questions())),
        profile=profile,
        two_way=draw(_pairs(ids)) if ids[1:] else (),
        verdict=tuple(sorted(verdict.items())),
        language=draw(st.one_of(st.sampled_from(LANGUAGES), TEXT)),
        join=join,
        lag_ms=draw(st.integers(0, 20_000)),
        seed=draw(st.integers(0, 2**53)),
        simulated=draw(FLAG),
        read_by=draw(TEXT),
        playlist=Playlist(draw(st.sampled_from(Order)), 1_000 * draw(st.integers(0, 3_600))),
        arms=draw(_arms(instrument, names)),
        questionnaire=_fitting(draw(_questionnaire(ids)), profile),
        personal_summary=not profile.even_traffic and draw(FLAG),
        recruitment=draw(_recruitment(attributes, join)),
        retention=draw(_retention()),
        cues=tuple(cue.strip() for cue in draw(st.lists(SAID, max_size=2))),
    )
    paths = list(texts(study))
    codes = [
        code for code in draw(_some(st.sampled_from(LANGUAGES), 0, 2)) if code != study.language
    ]
    given = st.dictionaries(st.sampled_from(paths), SAID, max_size=4)
    languages = tuple(StudyLanguage(c, draw(TEXT), tuple(draw(given).items())) for c in codes)
    return replace(study, languages=languages)
