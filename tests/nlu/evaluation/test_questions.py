"""Files of questions: what is read, and every way in which a line can be wrong."""

from pathlib import Path

import pytest

from nlu.evaluation.questions import (
    HELD_OUT,
    Question,
    QuestionsFault,
    digest,
    held_out,
    read_questions,
    variety,
)
from nlu.files import DATA
from nlu.intents import intents
from nlu.server.examples import read_examples

UNSEEN = sorted((HELD_OUT.parent / "unseen").glob("*.tsv"))


def write(folder: Path, text: str, name: str = "q.tsv") -> Path:
    """Write a file of questions."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(*paths: Path) -> tuple[str, ...]:
    """Return what is wrong with these files."""
    with pytest.raises(QuestionsFault) as raised:
        read_questions(paths)
    return raised.value.faults


def test_a_header_is_skipped_and_scripts_are_read_off_the_text(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "\ufeffid\tlang\tintent\ttext\r\n"
        "a\ten\tgreet\thello\r\n"
        "b\tar\tgreet|human\tسلام\r\n"
        "c\tar\tgreet\tsalam khouya\r\n"
        "d\tur-latn\tgreet\tسلام\r\n"
        "e\tsr\tgreet\tздраво\r\n"
        "f\tfa\tgreet\t👋\r\n",
    )
    read = read_questions([path])
    assert read[1] == Question("b", "ar", "arab", ("greet", "human"), "سلام")
    assert [variety(one) for one in read] == [
        "en", "ar-arab", "ar-latn", "ur-latn", "sr-cyrl", "fa-arab",
    ]  # fmt: skip


def test_every_wrong_line_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    first = write(
        tmp_path,
        "a\ten\tgreet\thello\n"
        "a\ten\tgreet\tagain\n"
        "b\txx\tgreet\thello\n"
        "c\ten-cyrl\tgreet\thello\n"
        "d\ten\tgreet|dance\thello\n"
        "e\ten\tgreet\t \n"
        "\ten\tgreet\thello\n"
        "f\ten\tgreet\n"
        "\n"
        "g\ten\tgreet|greet\thello\n",
        "first.tsv",
    )
    second = write(tmp_path, "a\tfr\tgreet\tbonjour", "second.tsv")
    assert faults(first, second, tmp_path / "none.tsv") == (
        "first.tsv, line 2: the id 'a' is taken by first.tsv, line 1",
        "first.tsv, line 3: no such language: 'xx'",
        "first.tsv, line 4: no such language: 'en-cyrl'",
        "first.tsv, line 5: no such intent: 'dance'",
        "first.tsv, line 6: no text",
        "first.tsv, line 7: no id",
        "first.tsv, line 8: 3 columns, must be 4",
        "first.tsv, line 9: 1 columns, must be 4",
        "first.tsv, line 10: an intent is given twice",
        "second.tsv, line 1: the id 'a' is taken by first.tsv, line 1",
        "none.tsv: cannot be read: FileNotFoundError",
    )


def test_a_header_further_down_is_a_wrong_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a\ten\tgreet\thello\nid\tlang\tintent\ttext\n")
    assert faults(path) == (
        "q.tsv, line 2: no such language: 'lang'",
        "q.tsv, line 2: no such intent: 'intent'",
    )


def test_nothing_to_ask_is_a_fault(tmp_path: Path) -> None:
    assert faults(write(tmp_path, "id\tlang\tintent\ttext\n")) == ("q.tsv: no messages",)
    assert faults() == ("no file: no messages",)


@pytest.mark.parametrize(
    "line", ["b\ten\tgreet\thi", "a\tfr\tgreet\thi", "a\ten\thuman\thi", "a\ten\tgreet\thi!"]
)
def test_the_digest_changes_with_anything_asked(tmp_path: Path, line: str) -> None:
    before = digest(read_questions([write(tmp_path, "a\ten\tgreet\thi")]))
    assert digest(read_questions([write(tmp_path, "a\ten\tgreet\thi\n")])) == before
    assert digest(read_questions([write(tmp_path, line)])) != before


def test_the_held_out_messages_can_be_asked() -> None:
    assert len(read_questions(held_out())) > 1000


@pytest.mark.parametrize("path", UNSEEN, ids=lambda path: path.stem)
def test_a_file_of_unseen_messages_can_be_asked(path: Path) -> None:
    read = read_questions([path])
    assert len(read) == 70
    for number, question in enumerate(read, 1):
        assert question.id == f"{path.stem}-u{number:03}"
        assert variety(question).startswith(path.stem)


def test_unseen_messages_are_of_every_variety_and_intent_that_is_held_out() -> None:
    unseen, other = read_questions(UNSEEN), read_questions(held_out())
    assert {variety(question) for question in unseen} == {variety(question) for question in other}
    assert {name for question in unseen for name in question.intents} == {*intents()}


def test_unseen_messages_are_neither_held_out_nor_taught() -> None:
    other = {question.text for question in read_questions(held_out())}
    taught = {example.text for example in read_examples(DATA)}
    unseen = [question.text for question in read_questions(UNSEEN)]
    assert [text for text in unseen if text in other | taught] == []
    assert len({*unseen}) == len(unseen)
