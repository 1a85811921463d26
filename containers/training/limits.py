"""Names that the launcher and the workers share. Nothing is imported for them: the launcher does without torch."""

BOS, EOS, PAD = "<|bos|>", "<|eos|>", "<|pad|>"
SPECIAL_TOKENS = (PAD, BOS, EOS)
SMALLEST_VOCABULARY = 256 + len(SPECIAL_TOKENS)

MEETING_FOLDER = "TRAINING_MEETING_FOLDER"
"""The environment variable that names the folder in which the ranks of one machine find each other."""
