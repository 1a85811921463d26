"""Ten neutral beginnings for the equality check: short, long, with digits, and in other scripts."""

PROMPTS = (
    "The",
    "This library is",
    "Install it with",
    "Permission is hereby granted, free of charge,",
    "In 2024 there were 17 regions, of which",
    "def read(path):",
    "A model is trained on text. The text is cut into tokens, and each token",
    "Das Gesetz gilt für",
    "Τα έγγραφα λένε",  # noqa: RUF001  (Greek, not a mistyped Latin letter)
    "文書は",
)
