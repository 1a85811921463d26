"""What a document is about, by words that anybody can read and change here.

A topic's marks are counted in the text; the topic with the most marks for a thousand words wins, if it reaches its least share. It is a
rule, not a model: cheap, the same everywhere, and right for the plain cases. Everything else is `other`.
"""

import re

OTHER = "other"
LOOKED_AT = 8_000

# topic: (least marks for a thousand words, marks)
TOPICS: dict[str, tuple[float, re.Pattern[str]]] = {
    "licence": (
        12,
        re.compile(
            r"\b(?:licen[cs]ed?|licensor|warrant(?:y|ies)|copyright|redistribut\w+|sublicense|liab(?:le|ility)|damages|permission|contributors?"
            r"|merchantability|infring\w+)\b",
            re.IGNORECASE,
        ),
    ),
    "law": (
        8,
        re.compile(
            r"§|\b(?:Absatz|Abs\.|Satz|Verordnung|Gesetz(?:es|e|buch)?|Bundesministerium|Bundesgesetzbl\w*|BGBl|Vorschrift\w*|Behörde\w*|Artikel|Anlage"
            r"|Ausfertigungsdatum|statute|regulation|pursuant|herein|article \d+|section \d+)"
        ),
    ),
    "treaty": (
        6,
        re.compile(r"\b(?:Vertragspartei\w*|Abkommen\w*|Übereinkommen\w*|Ratifikation\w*|Vertragsstaat\w*|Treaty|contracting part\w+)"),
    ),
    "changelog": (
        12,
        re.compile(
            r"\b(?:fixed|fixes|added|removed|deprecated|bug ?fix(?:es)?|changelog|release notes|backported|regression)\b|\b\d+\.\d+\.\d+\b",
            re.IGNORECASE,
        ),
    ),
    "reference": (
        15,
        re.compile(
            r"\b(?:parameters?|returns?|raises?|arguments?|attributes?|default(?:s)?|optional|callable|ndarray|int|str|bool|float|dict|kwargs|tuple|None|True|False)\b"
        ),
    ),
    "documentation": (
        5,
        re.compile(
            r"\b(?:install(?:ation|ed|ing)?|usage|documentation|examples?|pip|command(?:s)?|configur\w+|github|tutorial|getting started"
            r"|quick ?start|repository|python)\b",
            re.IGNORECASE,
        ),
    ),
}


def topic_of(text: str) -> str:
    """The topic of a text."""
    head = text[:LOOKED_AT]
    thousands = max(1, len(head.split())) / 1000
    rates = {name: len(marks.findall(head)) / thousands / least for name, (least, marks) in TOPICS.items()}
    best = max(rates, key=lambda name: rates[name])
    return best if rates[best] >= 1 else OTHER
