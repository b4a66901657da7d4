"""One whole conversation in each of ten languages: Telegram, the door, the spine, the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import bot.app
from bot.app import App, build
from bot.bench.telegram.double.bot_api import Double
from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.people import Person
from bot.config import load
from bot.store.database import Store
from flows.load import load as load_content
from handlers.telegram.bot import make_bot
from handlers.telegram.door import TelegramDoor
from handlers.telegram.door import build as make_door
from handlers.telegram.pacing import Pace
from handlers.telegram.sending import Telegram
from handlers.telegram.words import load as load_words
from tests.bot.test_desk import staff
from tests.builders import Clock, settle
from tests.handlers.telegram.conftest import LANGUAGES

pytestmark = pytest.mark.e2e

CONTENT = load_content()
WORDS = load_words(LANGUAGES)
MARKS = "\u200f\u2066\u2069"
REPLY = "<b>112</b> *x* [a](http://example.org)"
PASSPORT = {
    "en": "my passport",
    "fr": "mon passeport",
    "ar": "جواز سفري",
    "fa": "پاسپورت من",
    "ps": "زما پاسپورټ",
    "ur": "میرا پاسپورٹ",
    "tr": "pasaportum",
    "sq": "pasaporta ime",
    "sr": "moj pasoš",
    "es": "mi pasaporte",
}
DANGER = {
    "en": "i want to kill myself",
    "fr": "je veux mourir",
    "ar": "أريد أن أموت",
    "fa": "می خواهم بمیرم",
    "ps": "زه غواړم مړ شم",
    "ur": "میں مرنا چاہتا ہوں",
    "tr": "ölmek istiyorum",
    "sq": "dua të vdes",
    "sr": "želim da umrem",
    "es": "quiero morir",
}


@dataclass
class Talk:
    """A person with the whole service behind the door; ``heard`` counts what was read."""

    app: App
    door: TelegramDoor
    person: Person
    language: str
    heard: int = field(default=0)

    async def answers(self) -> list[Posted]:
        """What the bot says now that it did not say before."""
        await self.door.loops["telegram"]()
        await settle(self.app)
        new = [posted for posted in self.person.sees() if posted.mine and posted.id > self.heard]
        self.heard = max([self.heard, *(posted.id for posted in new)])
        return new

    def text(self, key: str) -> str:
        """The first sentence of a text, without what is filled in."""
        return CONTENT.texts[self.language][key].full.split("{")[0].split("\n")[0].strip()

    def says(self, posted: list[Posted], key: str) -> bool:
        """Whether one of these messages holds that text."""
        return any(self.text(key) in bare(one) for one in posted)


@pytest.fixture
async def whole(
    sqlite_store: Store, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[App, TelegramDoor, Double]]:
    """The service with its Telegram door, which may speak as fast as it likes."""
    doors: list[TelegramDoor] = []
    async with Double(now=clock.now) as double:
        client = make_bot(double.token, double.base)

        def telegram_door(**given: Any) -> TelegramDoor:
            channel = Telegram(client, Pace(1000, burst_seconds=0.001), WORDS)
            doors.append(replace(make_door(**given), channel=channel))
            return doors[0]

        monkeypatch.setattr(bot.app, "telegram_door", telegram_door)
        settings = load(
            data=tmp_path / "var",
            nlu_url=None,
            telegram_bot_token=double.token,
            telegram_api_base=double.base,
        )
        yield build(settings, sqlite_store, clock.now), doors[0], double
        await doors[0].close()
        await client.session.close()


@pytest.fixture(params=LANGUAGES)
async def talk(request: pytest.FixtureRequest, whole: tuple[App, TelegramDoor, Double]) -> Talk:
    """Somebody has begun, and chosen a language."""
    app, door, double = whole
    await door.loops["telegram"]()  # opens the door
    begun = Talk(app, door, double.person(), request.param)
    begun.person.start()
    (offer,) = await begun.answers()
    assert [button.data for button in offer.buttons] == [f"lang:{code}" for code in LANGUAGES]
    begun.person.press(offer, f"lang:{begun.language}")
    confirmed, notice, menu = await begun.answers()
    assert begun.says([confirmed], "language.confirm")
    assert begun.says([notice], "notice.first")
    assert begun.says([notice], "notice.telegram")
    assert [(b.text[0], b.data) for b in offer.buttons] == [("✓", f"lang:{begun.language}")]
    assert menu.buttons
    return begun


async def test_a_whole_conversation(talk: Talk, clock: Clock) -> None:
    await from_the_menu_to_a_person(talk)
    await what_is_kept_about_one(talk, clock)


async def from_the_menu_to_a_person(talk: Talk) -> None:
    """A menu, an answer, a danger, /human, and what a counsellor writes."""
    menu = talk.person.hears()[-1]
    talk.person.press(menu, "menu:asylum")
    (asylum,) = await talk.answers()
    assert asylum.buttons
    assert hidden(asylum, talk.language)
    talk.person.press(asylum, "ask:legal_help")
    answer, *_ = await talk.answers()
    assert hidden(answer, talk.language)

    talk.person.write(DANGER[talk.language])
    danger = await talk.answers()
    assert talk.says(danger, "safety.suicide_risk")
    assert all(hidden(posted, talk.language) for posted in danger)
    talk.person.press(danger[-1], "answer:safety.safe:yes")
    (stay,) = await talk.answers()
    assert hidden(stay, talk.language)
    assert [b.data for b in danger[-1].buttons] == ["answer:safety.safe:yes"]

    talk.person.write("/human")
    assert talk.says(await talk.answers(), "queue.waiting")
    colleague = await staff(talk.app, "vjosa")
    (row,) = await talk.app.desk.queue()
    assert row.case.priority == "P0"
    await talk.app.desk.claim(colleague, row.case.number)
    await talk.app.desk.reply(colleague, row.case.number, REPLY)
    joined, reply = await talk.answers()
    assert talk.says([joined], "desk.joined")
    assert hidden(reply, talk.language)
    assert bare(reply).endswith(REPLY)
    assert "entities" not in reply.content
    await talk.app.desk.close(colleague, row.case.number, "resolved")
    assert talk.says(await talk.answers(), "desk.closed")


async def what_is_kept_about_one(talk: Talk, clock: Clock) -> None:
    """A picture of a passport, /privacy, /wipe, /delete, /stop, /menu."""
    talk.person.photo(caption=PASSPORT[talk.language])
    assert talk.says(await talk.answers(), "media.papers")
    talk.person.write("/privacy")
    (notice,) = await talk.answers()
    assert talk.says([notice], "notice.first")
    assert notice.buttons
    clock.move(hours=47)
    old = [posted for posted in talk.person.hears() if posted.mine]
    talk.person.write("/wipe")
    told, ask = await talk.answers()
    assert talk.says([told], "wipe.told")
    assert talk.says([ask], "delete.ask")
    assert all(posted.deleted for posted in old)
    assert talk.person.hears() == [told, ask]
    talk.person.press(ask, "answer:delete_data.ask:no")
    assert talk.says(await talk.answers(), "delete.kept")
    talk.person.write("/delete")
    (ask,) = await talk.answers()
    talk.person.press(ask, "answer:delete_data.ask:yes")
    assert talk.says(await talk.answers(), "delete.case")

    talk.person.write("/stop")
    (ask,) = await talk.answers()
    talk.person.press(ask, "answer:stop_messages.ask:yes")
    assert talk.says(await talk.answers(), "stop.done")
    talk.person.write("/menu")
    assert talk.says(await talk.answers(), "menu.main")


def bare(posted: Posted) -> str:
    """What is written, without marks of direction."""
    return "".join(char for char in posted.text if char not in MARKS)


def hidden(posted: Posted, language: str) -> bool:
    """Whether its first line is the neutral one, and nobody may pass it on."""
    first = bare(posted).split("\n")[0]
    return first == WORDS[language].neutral and posted.content["has_protected_content"]
