"""A data folder small enough to be trained in seconds, in the layout of nlu/data."""

from pathlib import Path

_TABLE = """
intents:
  greet: {triage: P4, means: "hello"}
  human: {triage: P3, means: "a person"}
  distress: {triage: P1, means: "a cry for help"}
"""
_ENGLISH = """
greet: [hello there, good morning to you, hi my friends]
human: [connect me to a person, I want an operator, give me a counsellor]
distress: [help me please help, save me, i am so scared]
"""
_ARABIZI = """
greet: [salam khouya, ahlan bikom, sbah lkhir]
human: [bghit nhder m3a chi wahd, 3tini operateur, bghit chi insan]
distress: [3awnoni 3afak, ateq rohi, ana khayef bezzaf]
"""


def write_small_data(folder: Path) -> Path:
    """Write intents and examples in English and in Arabic chat letters; return the folder."""
    (folder / "en").mkdir(parents=True)
    (folder / "ar" / "latn").mkdir(parents=True)
    (folder / "intents.yaml").write_text(_TABLE, encoding="utf-8")
    (folder / "en" / "conversation.yaml").write_text(_ENGLISH, encoding="utf-8")
    (folder / "ar" / "latn" / "conversation.yaml").write_text(_ARABIZI, encoding="utf-8")
    return folder
