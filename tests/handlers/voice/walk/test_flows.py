"""Every flow can be reached with keys, in every language, and every call ends well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.load import load
from flows.names import label_of
from flows.phone import HAVE_KEYS, IN_WRITING
from flows.steps.menu import Menu
from tests.handlers.voice.walk.town import READ, Town
from tests.handlers.voice.walk.walker import Walker

LANGUAGES = ("ar", "fa", "ps", "ur", "en", "fr", "tr", "sq", "sr", "es")
MOST_CALLS, FEW_CALLS = 60, 8
pytestmark = pytest.mark.e2e


def offers(step: str = "main", seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Everything that the menu leads to by its own keys, from this step on."""
    menu = load().flows["menu"].steps[step]
    for choice in menu.offers if isinstance(menu, Menu) else ():
        if choice in HAVE_KEYS | IN_WRITING | seen:
            continue
        yield choice
        kind, _, rest = choice.partition(":")
        if kind == "menu":
            yield from offers(rest, seen | {choice})


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_on_the_menus_is_reached_by_keys(place: Town, language: str) -> None:
    await place.record(language)
    labels = load().labels[language]
    wanted = {labels[label_of(choice)] for choice in offers()}
    walker = Walker(place, language, beside=("8",), wanted=wanted)
    await walker.walk(MOST_CALLS)
    assert wanted <= walker.pressed
    assert set(walker.ends) <= {"hangup", "person"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whatever_a_caller_does_the_call_ends_well(staffed: Town, language: str) -> None:
    await staffed.record(language)
    walker = Walker(staffed, language)
    await walker.walk(FEW_CALLS)
    assert len(walker.ends) >= FEW_CALLS
    assert len(walker.todo) > 2 * FEW_CALLS


@pytest.mark.parametrize("key", ["0", "9"])
async def test_people_are_one_key_away_before_and_after_the_language(
    place: Town, key: str
) -> None:
    for count, language in enumerate(LANGUAGES, 1):
        await place.record(language)
        early = await place.double.phone().call()
        await early.press(key)
        late = await place.chooses(await place.double.phone().call(), language)
        await late.press(key)
        for line in (early, late):
            walker = Walker(place, language)
            left = line.doing == "recording"
            await line.leave("help") if left else await walker.fall_silent(line)
        assert late.left_voicemail, language
        assert len(await place.cases()) == 2 * count


async def test_languages_that_no_machine_speaks_are_played(place: Town) -> None:
    for language in READ:
        await place.record(language)
        line = await place.chooses(await place.double.phone().call(), language)
        said = {getattr(one, "language", language) for one in line.lately}
        assert said == {language}
        assert len(line.lately) > 5
        await line.hang_up()
