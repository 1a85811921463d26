"""The commonest words of languages. A text of sentences has some of them; a table, a list of names or a data file has none.

For English the list is Gopher's own (Rae et al. 2021, appendix A1.1); for the others the commonest function words.
"""

# ruff: noqa: RUF001  (Greek letters are Greek)

_LISTS = {
    "en": "the be to of and that have with",
    "de": "der die das und in den von zu mit für ist auf des im nicht",
    "fr": "le la les de des et en un une du est que pour dans",
    "es": "el la los de y en que un una del es por con para",
    "it": "il la di e che in un una per del della con non sono",
    "pt": "o a os de e que em um uma do da para com não",
    "nl": "de het een en van in is dat op te voor met niet",
    "pl": "i w na z do się nie że o jest za od przez",
    "el": "και το να του η της με για την στο είναι από",
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
