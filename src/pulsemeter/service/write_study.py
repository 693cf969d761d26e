"""A study becomes the text of a study file that reads to an equal study.

Only what differs from the default is written, in the order of docs/reference/study_file.md. What
was written is read again before it is handed out: a study that a file can't say is refused, never
changed in silence. Whether a stimulus has a picture is no part of the file; it is seen in the
stimulus' file when that is taken in.
"""

from collections.abc import Mapping
from dataclasses import fields, replace

from pulsemeter.domain.protection import PROFILES, ProtectionProfile
from pulsemeter.domain.retention import Retention
from pulsemeter.domain.study import Attribute, JoinMode, Questions, Stimulus, Study, StudyLanguage
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.service.toml_text import Table, toml_text
from pulsemeter.service.write_questions import question_tables, why_tables
from pulsemeter.service.write_ways import (
    arm_table,
    instrument_tables,
    playlist_tables,
    quota_table,
    recruitment_tables,
)

_HEAD = """\
The study {name}. What is not written here has its default.
Take it into a data folder: pulsemeter study create FILE"""


class StudyNotWritable(ValueError):
    """A study that no study file can say; the message names the parts."""


def write_study(
    study: Study,
    transcripts: Mapping[str, str] | None = None,
    statement_lists: Mapping[str, str] | None = None,
) -> str:
    """The text of a study file. The mappings name files beside it by the id of their stimulus.

    Raises StudyNotWritable where reading the text wouldn't give this study again.
    """
    named = (transcripts or {}, statement_lists or {})
    tables = [
        _head_table(study),
        *(_stimulus_table(stimulus, *named) for stimulus in study.stimuli),
        *(table for attribute in study.attributes for table in _attribute_tables(attribute)),
        *(quota_table(quota) for quota in study.recruitment.quotas),
        *recruitment_tables(study.recruitment),
        *instrument_tables(study.instrument),
        *_asked_tables(study.questions),
        *playlist_tables(study.playlist),
        *(arm_table(arm, study.instrument) for arm in study.arms),
        *(question_tables(study.questionnaire.questions)),
        *why_tables(study.questionnaire.why),
        _consent_table(study),
        *_protection_tables(study.profile),
        *_retention_tables(study.retention),
        *_verdict_tables(study),
        *(table for language in study.languages for table in _language_tables(language)),
    ]
    text = toml_text(tables, _HEAD.format(name=study.name))
    _check(study, text)
    return text


def _check(study: Study, text: str) -> None:
    """Refuse a text that wouldn't be read to this study."""
    try:
        read = read_study(text, f"study {study.name}").study
    except StudyFileError as error:
        raise StudyNotWritable(
            f"study {study.name} can't be written as a study file, because it couldn't be read "
            f"again:\n{error}"
        ) from error
    seen = tuple(replace(stimulus, sound_only=False) for stimulus in study.stimuli)
    wanted = replace(study, stimuli=seen)
    differing = [
        part.name
        for part in fields(Study)
        if getattr(read, part.name) != getattr(wanted, part.name)
    ]
    if differing:
        raise StudyNotWritable(
            f"study {study.name} can't be written as a study file, which has no words for its "
            f"{', '.join(differing)}; an older program or other means may have made it"
        )


def _head_table(study: Study) -> Table:
    table = Table("[study]")
    table.put("name", study.name)
    table.put("title", study.title, "what participants see")
    table.put_unless("question", study.question, "")
    table.put_unless("language", study.language, "en")
    table.put_unless("read_by", study.read_by, "")
    table.put_unless("profile", study.profile.name, "standard", "research, standard or sealed")
    table.put_unless("join", study.join.value, JoinMode.TOKENS.value)
    table.put_unless("two_way", study.two_way, (), "pairs of attributes shown together")
    table.put_unless("lag_ms", study.lag_ms, 3_000, "between words and press")
    table.put_unless("personal_summary", study.personal_summary, False)
    if study.cues:
        table.put_rows("cues", study.cues)
    table.put_unless("seed", study.seed, 0)
    table.put_unless("simulated", study.simulated, False, "test data, marked on every screen")
    return table


def _stimulus_table(
    stimulus: Stimulus, transcripts: Mapping[str, str], statement_lists: Mapping[str, str]
) -> Table:
    table = Table("[[stimulus]]")
    table.put("id", stimulus.id)
    table.put("title", stimulus.title)
    table.put_unless("file", stimulus.file, "")
    table.put_unless("address", stimulus.address, "")
    table.put_unless("duration_ms", stimulus.duration_ms, 0)
    table.put_unless("broadcast", stimulus.broadcast, False)
    table.put_unless("captions", stimulus.captions, "")
    table.put_unless("captions_in", dict(stimulus.captions_in), {})
    table.put_unless("transcript", transcripts.get(stimulus.id, ""), "")
    remark = "taken instead of the transcript" if stimulus.id in transcripts else ""
    table.put_unless("statements", statement_lists.get(stimulus.id, ""), "", remark)
    return table


def _attribute_tables(attribute: Attribute) -> list[Table]:
    table = Table("[[attribute]]")
    table.put("id", attribute.id)
    table.put("label", attribute.label)
    table.put_unless("question", attribute.question, attribute.label)
    table.put_unless("merge_order", attribute.merge_order, (), "if one of them is too small")
    rows = []
    for category in attribute.categories:
        row = Table("[[attribute.category]]")
        row.put("id", category.id)
        row.put("label", category.label)
        row.put_unless("quota", category.quota, 0, "persons at most")
        row.put_unless("screens_out", category.screens_out, False)
        rows.append(row)
    return [table, *rows]


def _asked_tables(questions: Questions) -> list[Table]:
    table, usual = Table("[questions]", "Asked after the stimulus."), Questions()
    table.put_unless("overall", questions.overall, usual.overall)
    table.put_unless("comment", questions.comment, usual.comment)
    return [table] if table.lines else []


def _consent_table(study: Study) -> Table:
    table = Table("[consent]", "What people agree to before their first reaction.")
    for name in ("runner", "payer", "kept", "withdraw"):
        table.put(name, getattr(study.consent, name))
    table.put_unless("version", study.consent.version, 1)
    return table


def _protection_tables(profile: ProtectionProfile) -> list[Table]:
    table, usual = Table("[protection]"), PROFILES.get(profile.name, profile)
    table.put_unless("comments", profile.comments, usual.comments, "open comments are asked")
    return [table] if table.lines else []


def _retention_tables(retention: Retention) -> list[Table]:
    table, usual = Table("[retention]", "Days after the close of a session."), Retention()
    table.put_unless("contacts_days", retention.contacts_days, usual.contacts_days)
    table.put_unless("persons_days", retention.persons_days, usual.persons_days)
    table.put_unless("reason", retention.reason, "")
    return [table] if table.lines else []


def _verdict_tables(study: Study) -> list[Table]:
    table = Table("[verdict]", "Thresholds that differ from the defaults.")
    for key, threshold in study.verdict:
        table.put(key, threshold)
    return [table] if table.lines else []


def _language_tables(language: StudyLanguage) -> list[Table]:
    table = Table("[[language]]")
    table.put("code", language.code)
    table.put_unless("read_by", language.read_by, "")
    texts = Table("[language.texts]")
    for path, text in language.texts:
        texts.put(path, text)
    return [table, texts] if texts.lines else [table]
