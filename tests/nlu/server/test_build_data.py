"""What Rasa is given to train on is what the authors wrote."""

from pathlib import Path

import pytest
import yaml

from nlu.accepted import Accepted, add, id_of
from nlu.errors import DataFault
from nlu.server.build_data import ENTITIES, build
from nlu.server.examples import read_examples, read_intents
from tests.nlu.server.data import write_small_data
from tests.rasa_fixture import DATA


def _written(folder: Path) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for path in (folder / "nlu").glob("*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in entry["examples"].splitlines()]
            found[entry["metadata"]["variety"], entry["intent"]] = lines
    return found


def test_every_example_of_every_language_comes_out_as_it_was_written(tmp_path: Path) -> None:
    build(DATA, tmp_path)
    written = _written(tmp_path)
    examples = read_examples(DATA)
    assert sum(map(len, written.values())) == len(examples)
    for example in examples:
        assert example.text in written[example.variety, example.intent]


def test_the_domain_is_the_intent_table(tmp_path: Path) -> None:
    build(DATA, tmp_path)
    domain = yaml.safe_load((tmp_path / "domain.yml").read_text(encoding="utf-8"))
    assert domain["intents"] == read_intents(DATA)
    assert domain["entities"] == list(ENTITIES)


def test_a_script_folder_makes_a_variety_of_its_own(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    assert {example.variety for example in read_examples(data)} == {"en", "ar-latn"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("dance: [hello]", "en/return.yaml: dance: not in intents.yaml"),
        ("greet: hello", "en/return.yaml: greet: not a list of examples"),
        ("greet: [hello, {a: b}]", "en/return.yaml: greet: 2: not a text (quote it)"),
        ('greet: ["[me](x)"]', "en/return.yaml: greet: 1: brackets and line breaks"),
        ("greet: [", "return.yaml: cannot be read"),
        ("- greet", "return.yaml: not a mapping"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, content: str, fault: str) -> None:
    data = write_small_data(tmp_path / "data")
    (data / "en" / "return.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DataFault) as raised:
        build(data, tmp_path)
    assert fault in str(raised.value)


def test_an_intent_that_nobody_teaches_is_named(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    with (data / "intents.yaml").open("a", encoding="utf-8") as table:
        table.write('  thank: {triage: P4, means: "thanks"}\n')
    with pytest.raises(DataFault, match=r"no example of: thank"):
        build(data, tmp_path)


def test_a_word_that_yaml_takes_for_a_truth_value_stays_a_word(tmp_path: Path) -> None:
    data = write_small_data(tmp_path / "data")
    (data / "en" / "return.yaml").write_text("greet: [no, 112]", encoding="utf-8")
    assert {"no", "112"} <= {example.text for example in read_examples(data)}


def _accepted(variety: str, intent: str, text: str) -> Accepted:
    name = id_of(variety, intent, text)
    return Accepted(name, variety, intent, text, "mira", "2026-11-24", "unsure", "m1")


def test_what_a_deployment_accepted_is_taught_too(tmp_path: Path) -> None:
    data, more = write_small_data(tmp_path / "data"), tmp_path / "more"
    add(more, [_accepted("ar-latn", "human", "3tini chi wahd"), _accepted("ur", "greet", "سلام")])
    before, examples = len(read_examples(data)), build(data, tmp_path / "out", more)
    assert len(examples) == before + 2
    written = _written(tmp_path / "out")
    assert "3tini chi wahd" in written["ar-latn", "human"]
    assert written["ur-arab", "greet"] == ["سلام"]
    assert len(read_examples(data, tmp_path / "nothing there")) == before


@pytest.mark.parametrize(
    ("intent", "text", "fault"),
    [("dance", "hello", "dance: not in intents.yaml"), ("greet", "a [b]", "brackets and line")],
)
def test_a_wrong_accepted_example_is_named(
    tmp_path: Path, intent: str, text: str, fault: str
) -> None:
    data, wrong = write_small_data(tmp_path / "data"), _accepted("en", intent, text)
    add(tmp_path / "more", [wrong])
    with pytest.raises(DataFault) as raised:
        read_examples(data, tmp_path / "more")
    assert f"accepted example {wrong.id}" in str(raised.value)
    assert fault in str(raised.value)
