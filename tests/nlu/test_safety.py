"""Danger words raise the alarm in every language, before and without any model."""

import pytest

from nlu.alarm import Alarm
from nlu.files import LANGUAGES, read
from nlu.safety import alarms, danger, main, misses


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrase_suite_passes(language: str) -> None:
    assert misses(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_phrase_suite_covers_all_alarms(language: str) -> None:
    suite = read(f"{language}/danger_suite.yaml")
    tested = {case["alarm"] for case in suite["fires"]}
    assert tested == {"life", "suicide", "held", "violence", "child", "cry"}
    assert len(suite["quiet"]) >= 20


def test_no_danger_phrase_was_left_out() -> None:
    assert danger().faults == ()


def test_a_suite_that_is_not_there_does_not_pass() -> None:
    assert misses("xx") == ["xx/danger_suite.yaml lacks fires or quiet"]


def test_an_alarm_says_what_it_stands_for() -> None:
    assert alarms("i am dying") == (Alarm("life", "emergency", "P0", "en"),)


def test_an_idiom_silences_itself_and_nothing_else() -> None:
    assert alarms("lol dying of laughter") == ()
    raised = alarms("lol dying of laughter. my brother is bleeding to death")
    assert [alarm.name for alarm in raised] == ["life"]


def test_an_idiom_ends_with_its_sentence() -> None:
    assert [alarm.name for alarm in alarms("my phone. i am dying")] == ["life"]


def test_a_cry_must_be_the_whole_message() -> None:
    assert [alarm.name for alarm in alarms("Hello sir!! HELP ME please 😭")] == ["cry"]
    assert alarms("please help me with my application") == ()


def test_alarms_come_most_urgent_first_and_once() -> None:
    raised = alarms("they beat me. i am dying. i am dying. they beat me")
    assert [alarm.name for alarm in raised] == ["life", "violence"]


@pytest.mark.parametrize(
    "filler", ["word ", "i am ", "dying of laughter. ", "brother not ", "أ", "x"]
)
def test_danger_at_the_end_of_a_very_long_message_is_found(filler: str) -> None:
    text = (filler * 10_000)[:10_000] + ". my brother is bleeding to death"
    assert "life" in [alarm.name for alarm in alarms(text)]


def test_the_program_says_when_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["en"]) == 0
    assert capsys.readouterr().out == "all suites pass\n"
