"""What every table and column of an analysis means, in which unit.

A column is described once, and again for a table in which it means something else. This module must
not know values.
"""

from collections.abc import Mapping

from pulsemeter.analysis.analysis import Analysis

TABLES: Mapping[str, str] = {
    "segments": "The panel's segments and their sizes; `all` is the whole panel.",
    "curve": "Net approval per interval, per target and segment, with its band and majority.",
    "session": "The session as a whole, per target and segment.",
    "statement_list": "The statements with their words and times.",
    "statements": "The verdict on every statement in every segment.",
    "passages": "The verdict on every passage, judged on its statements' whole time.",
    "ranking": "Statements in order of shrunk net approval, whole panel.",
    "moments": "Key moments of each curve.",
    "contrasts": "Comparisons of two segments over the curve: numbers of intervals that differ.",
    "contrast_curve": "Those comparisons interval by interval.",
    "contrast_statements": "Those comparisons statement by statement.",
    "polarisation": "How divided the panel is, and how far segments stand apart.",
    "arms": "Differences between the arms of the session, statement by statement.",
    "reliability": "How far persons agree, and how far halves of the panel do.",
    "variance_components": "What makes statements' scores differ.",
    "lag": "The human delay used, and the one that the data suggest.",
    "lag_sensitivity": "How many verdicts change with another lag.",
    "quality": "Signs of devices and bored thumbs, one row per indicator.",
    "presence": "Who stayed to the end, per segment.",
    "presence_curve": "Share still there after each time at which somebody left (Kaplan-Meier).",
    "answers": "Answers to a study's questions, per segment, as released after the close.",
    "change": "Answers before and after, per segment.",
    "turnover": "Persons by their answer before and after.",
    "codes": "What coded attributes of statements go with.",
}
_INTERVAL_END = "end of the interval of confidence or band; unit as the figure it belongs to"
COLUMNS: Mapping[str, str] = {
    "target": "whom reactions are about; `speech` where none is named",
    "segment": "id of the segment; `all` is the whole panel",
    "label": "name of the segment",
    "attribute": "attribute that the segment is a category of",
    "persons": "persons, present or not",
    "present": "persons present",
    "n_eff": "effective number of persons (Kish); fewer than present where there are weights",
    "design_effect": "present / n_eff",
    "interval": "number of the interval, from 0",
    "start_ms": "begin, ms of stimulus time",
    "end_ms": "end, ms of stimulus time, not included",
    "likes": "persons whose press in the interval was a like",
    "dislikes": "persons whose press in the interval was a dislike",
    "net": "net approval, (likers − dislikers) / present, −1..1 (slider's curve: mean rating)",
    "low": f"lower {_INTERVAL_END}",
    "high": f"upper {_INTERVAL_END}",
    "approval": "approval among pressers, likes / (likes + dislikes), 0..1",
    "majority": "most_liked, most_disliked, most_silent, no_majority or too_few",
    "strength": "strength of the majority, 1..3; 0 where there is none",
    "band": "kind of band: simultaneous (whole curve), pointwise (each interval alone) or none",
    "faded": "true where fewer than 30 persons make the curve uncertain",
    "statement": "id of the statement",
    "speaker": "who speaks",
    "topic": "topic of the statement",
    "passage": "passage that holds the statement",
    "words": "what was said",
    "likers": "persons with more likes than dislikes",
    "dislikers": "persons with more dislikes than likes",
    "like_share": "share of likers of those present, weighted where there are weights, 0..1",
    "dislike_share": "share of dislikers of those present, weighted where there are weights, 0..1",
    "neithers": "persons present with neither more likes nor more dislikes",
    "mean_score": "mean of persons' scores (strength kept), −1..1",
    "verdict": "resonates, falls_flat, divides, leaves_cold, undecided or too_few",
    "p_active": "posterior probability that enough persons pressed, 0..1",
    "p_resonates": "posterior probability that net approval is above the rule's delta, 0..1",
    "p_falls_flat": "posterior probability that net approval is below minus delta, 0..1",
    "p_divides": "posterior probability that the pressers are split, 0..1",
    "people_to_settle": "rough number of persons, at the same shares, that would get a verdict",
    "pooled": "partially pooled (modelled) net approval, −1..1",
    "pooled_low": f"lower {_INTERVAL_END}",
    "pooled_high": f"upper {_INTERVAL_END}",
    "own_share": "part of the modelled or shrunk figure that is its own data, 0..1",
    "mean_own": "mean of the persons' own (likes − dislikes) / (likes + dislikes), −1..1",
    "presses_like": "presses of Like",
    "presses_dislike": "presses of Dislike",
    "by_press": "(likes − dislikes) / presses, −1..1 (slider: mean of all values)",
    "low_if_absent_dislike": "net approval if all who were absent had disliked, −1..1",
    "high_if_absent_like": "net approval if all who were absent had liked, −1..1",
    "net_without_flagged": "net approval without persons whose devices or thumbs look odd, −1..1",
    "shrunk": "net approval drawn towards the mean by its uncertainty, −1..1",
    "rank": "place, 1 is the highest net approval",
    "rank_low": "best place that is possible",
    "rank_high": "worst place that is possible",
    "against_own_mean": "mean of persons' score minus own mean of the other statements, −2..2",
    "d_z": "the same in standard deviations of persons",
    "kind": "peak or trough",
    "at_ms": "begin of the highest or lowest interval, ms of stimulus time",
    "excess": "how far net approval lies from the session's mean there, −2..2",
    "stability": "share of redrawn panels in which the moment is found again, 0..1",
    "a": "first category",
    "b": "second category",
    "persons_a": "persons in the first group",
    "persons_b": "persons in the second group",
    "intervals": "intervals compared or used",
    "raw": "intervals that differ at .05, uncorrected",
    "bh": "intervals that differ after Benjamini-Hochberg",
    "by": "intervals that differ after Benjamini-Yekutieli",
    "holm": "intervals that differ after Holm",
    "max_t": "intervals that differ after max-T permutation",
    "by_chance": "intervals that would differ uncorrected if nothing did",
    "anywhere_p": "p value that the two differ anywhere (cluster-based permutation)",
    "reason": "why there is no value; empty where there is one",
    "contrast": "a:b, the two categories compared (attribute=a:b where that is needed)",
    "difference": "net approval of the first minus that of the second, −2..2",
    "net_a": "net approval of the first, −1..1",
    "net_b": "net approval of the second, −1..1",
    "p_raw": "p value, uncorrected",
    "p_bh": "p value after Benjamini-Hochberg",
    "p_by": "p value after Benjamini-Yekutieli",
    "p_holm": "p value after Holm",
    "p_max_t": "p value after max-T permutation",
    "agreement": "van der Eijk's A of dislike, no sign, like; −1 (split) .. 1 (one mind)",
    "agreement_of_pressers": "the same of those who pressed alone",
    "gap": "largest difference of net approval between two segments, 0..2",
    "gap_low": f"lower {_INTERVAL_END}",
    "gap_high": f"upper {_INTERVAL_END}",
    "between": "a:b, the two segments that stand furthest apart",
    "share": "share of variance, 0..1",
    "share_low": f"lower {_INTERVAL_END}",
    "share_high": f"upper {_INTERVAL_END}",
    "mean_r": "mean correlation of two persons",
    "cronbach_alpha": "Cronbach's alpha, persons as items",
    "icc_a1": "intra-class correlation ICC(A,1), of one person",
    "icc_ak": "intra-class correlation ICC(A,k), of the mean of all persons",
    "split_half": "mean correlation of the curves of two halves of the panel",
    "split_half_low": "lower end of the middle 95 % of halves",
    "split_half_high": "upper end of the middle 95 % of halves",
    "spearman_brown": "split half, stepped up to the whole panel",
    "halves": "number of ways the panel was halved",
    "component": "person, statement or person_statement (their meeting)",
    "variance": "variance of scores −1..1",
    "never": "persons who were never present",
    "left": "persons who left before the end",
    "stayed": "persons present at the end",
    "share_at_end": "share of those who came who were there at the end (Kaplan-Meier), 0..1",
    "used_ms": "lag used, ms",
    "estimated_ms": "lag that the data suggest, ms",
    "low_ms": "lower end of its interval, ms",
    "high_ms": "upper end of its interval, ms",
    "onsets": "statement onsets used",
    "presses": "presses used",
    "lag_ms": "lag tried, ms",
    "named": "statements with a named verdict under this lag, whole panel",
    "changed": "statements whose verdict differs from that under the lag used",
    "indicator": "what was looked at",
    "side": "which side of the limit is odd: low or high",
    "at": "limit on the indicator's own scale",
    "persons_out": "persons beyond the limit",
    "judged": "persons with enough presses to be judged",
    "flagged": "persons beyond the limits of two indicators or more",
    "question": "id of the question",
    "part": "before or after the stimulus",
    "answer": "id of the answer; a step of a scale, a band of numbers from its first number on",
    "answer_label": "the answer in words",
    "answered": "persons of the segment who answered; both times where they were asked twice",
    "up": "persons whose answer went up",
    "down": "persons whose answer went down",
    "unchanged": "persons whose answer stayed",
    "changed_share": "share of persons whose answer changed, 0..1",
    "changed_low": f"lower {_INTERVAL_END}",
    "changed_high": f"upper {_INTERVAL_END}",
    "before": "answer before",
    "after": "answer after",
    "code": "coded attribute",
    "statements_with": "statements that have it",
    "statements_without": "statements that don't",
    "low_any_statements": "lower end for statements of this kind at large, not these alone",
    "high_any_statements": "upper end for statements of this kind at large, not these alone",
    "arm_a": "first arm",
    "arm_b": "second arm",
    "time_ms": "end of the last interval in which those who left were there, ms",
    "at_risk": "persons still there until then",
    "leavers": "persons who left then",
}
RELEASED: Mapping[str, str] = {"sentence": "the verdict in words, as it was released"}
"""Columns that tables have only where figures were released."""
OTHERWISE: Mapping[tuple[str, str], str] = {
    ("session", "likers"): "persons with more likes than dislikes in the whole session",
    ("answers", "persons"): "persons who gave this answer",
    ("answers", "share"): "share of this answer among those who answered, 0..1",
    ("change", "net"): "share of persons who went up minus share who went down, −1..1",
    ("turnover", "persons"): "persons with this answer before and that one after",
    ("polarisation", "share"): "share of variance between segments, freed of chance, 0..1",
    ("presence_curve", "share"): "share of those ever present still there after it, 0..1",
    ("presence", "persons"): "persons of the segment's roster",
}


def meaning(table: str, column: str) -> str:
    """What a column of a table means; a coded count is told as text. KeyError if unknown."""
    if (table, column) in OTHERWISE:
        return OTHERWISE[table, column]
    plain = column.removesuffix("_coding")
    if plain != column:
        return (
            f"how the released count `{plain}` is told: near (rounded), under or over (fewer or "
            "more than it says)"
        )
    return RELEASED[column] if column in RELEASED else COLUMNS[column]


def codebook_text(analysis: Analysis) -> str:
    """Every table of an analysis with its rows, columns, types and meanings, as plain text."""
    lines = [
        "Tables of this analysis",
        "",
        "Each table is there twice, with the same values: CSV (UTF-8 with a byte order mark,",
        "commas, empty = no value, an apostrophe before text that would be a formula) and Parquet.",
        "Shares run 0..1, net approval -1..1 (times 100: points). Times are ms of stimulus time.",
    ]
    if analysis.released:
        lines.append(f"Figures passed the release gate of the profile {analysis.released}.")
    for name, table in analysis.tables.items():
        lines += ["", f"{name} ({len(table)} rows)", TABLES[name]]
        for column, kind in table.schema.items():
            lines.append(f"  {column} ({kind}): {_meaning_or_gap(name, column)}")
    return "\n".join(lines) + "\n"


def _meaning_or_gap(table: str, column: str) -> str:
    try:
        return meaning(table, column)
    except KeyError:
        return "not described"
