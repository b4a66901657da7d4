"""Whole journeys on real parts: browser, service, Rasa, console."""

from __future__ import annotations

import re

import pytest
import yaml
from playwright.async_api import Browser, expect

from bot.config import ROOT
from tests.e2e.http import post
from tests.e2e.people import at_the_console, at_the_web_chat, hear, press, write
from tests.e2e.running import Running

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]


def words(language: str, key: str) -> str:
    """The beginning of what the infoline says under this key: up to the first full stop."""
    path = ROOT / "flows" / "texts" / f"{language}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    text = content["labels"].get(key) or content["texts"][key]["full"]
    return str(re.split(r"[.\n،{]", text)[0])


async def test_a_moroccan_asks_to_go_home_and_a_counsellor_answers(
    browser: Browser, running: Running
) -> None:
    ahmed = await at_the_web_chat(browser, running)
    await write(ahmed, "salam, bghit nrje3 l bladi 3afak")
    await hear(ahmed, words("ar", "avrr.consent"))
    await press(ahmed, words("ar", "avrr.consent.yes"))
    await hear(ahmed, words("ar", "avrr.country"))
    await write(ahmed, "lmaghrib")
    await hear(ahmed, words("ar", "avrr.people"))
    await press(ahmed, words("ar", "avrr.people.alone"))
    await press(ahmed, words("ar", "avrr.children.none"))
    await hear(ahmed, words("ar", "avrr.documents"))
    await write(ahmed, "wach safar fabor wla khassni nkhelles lflous?")
    await hear(ahmed, "IOM")
    await press(ahmed, words("ar", "avrr.documents.none"))
    await hear(ahmed, words("ar", "avrr.where"))
    await write(ahmed, "Prishtina")
    await press(ahmed, words("ar", "avrr.needs.none"))
    await hear(ahmed, words("ar", "avrr.contact"))
    await write(ahmed, "hna f chat, f l3chiya")
    await press(ahmed, words("ar", "avrr.summary.yes"))
    await hear(ahmed, words("ar", "avrr.sent"))
    await hear(ahmed, "K-")

    desk = await at_the_console(browser, running)
    row = desk.locator("#rows tr", has_text="Arabic").first
    await expect(row).to_contain_text("P3")
    await row.get_by_role("button", name="Claim").click()
    await expect(desk.locator("#card")).to_contain_text("Morocco")
    await expect(desk.locator("#lines")).to_contain_text("bghit nrje3 l bladi")
    await hear(ahmed, words("ar", "desk.joined"))
    await desk.locator("#reply-text").fill("سلام أحمد، أنا مستشار. كيف يمكنني مساعدتك؟")
    await desk.locator("#reply-text").press("Control+Enter")
    await hear(ahmed, "سلام أحمد")

    heard = await ahmed.locator(".message.bot, .message.operator").count()
    await write(ahmed, "choukran bzaf, ch7al kaykhelles?")
    await expect(desk.locator("#lines .caller").last).to_contain_text("choukran")
    assert await ahmed.locator(".message.bot, .message.operator").count() == heard

    await desk.locator("#outcome").select_option("resolved")
    await desk.get_by_role("button", name="Close and give back").click()
    await hear(ahmed, words("ar", "desk.closed"))


async def test_an_afghan_in_danger_stands_first_in_the_queue(
    browser: Browser, running: Running
) -> None:
    waiting = running.caller("somebody-who-waits")
    waiting.write("i want to speak to a human please")
    waiting.hear_until(lambda message: "K-" in message["text"])

    caller = await at_the_web_chat(browser, running)
    await write(caller, "مرسته وکړئ، زما ورور وینې بهېږي او ساه نه اخلي")
    await hear(caller, words("ps", "safety.emergency"))
    await hear(caller, "112")
    await hear(caller, words("ps", "safety.talk_safe"))

    desk = await at_the_console(browser, running)
    first = desk.locator("#rows tr").first
    await expect(first).to_contain_text("P0")
    await expect(first).to_contain_text("Pashto")


QUESTIONS = {
    "en": ("Do I have to pay for the ticket home?", "en"),
    "ar": ("هل يجب أن أدفع ثمن تذكرة العودة؟", "ar"),
    "fr": ("Est-ce que le billet d'avion pour rentrer est gratuit ?", "fr"),
    "fa": ("آیا باید پول بلیت برگشت را خودم بدهم؟", "fa"),
    "ps": ("ایا د ټکټ پیسې باید زه ورکړم؟", "ps"),
    "ur": ("کیا واپسی کے ٹکٹ کے پیسے مجھے دینے ہوں گے؟", "ur"),
    "tr": ("Dönüş bileti için para ödemem gerekiyor mu?", "tr"),
    "sq": ("A duhet të paguaj për biletën e kthimit?", "sq"),
    "sr": ("Da li moram da platim kartu za povratak?", "sr"),
    "es": ("¿Tengo que pagar el pasaje de regreso?", "es"),
    "Darija": ("wach khassni nkhelles lbillet bach nrje3?", "ar"),
    "Roman Urdu": ("kya wapsi ke ticket ke paise mujhe dene honge?", "ur"),
    "Cyrillic": ("Да ли морам да платим карту за повратак?", "sr"),
}


@pytest.mark.parametrize("name", list(QUESTIONS))
def test_a_question_in_each_language_gets_its_answer(running: Running, name: str) -> None:
    question, language = QUESTIONS[name]
    caller = running.caller(f"asks-in-{name.replace(' ', '-')}")
    caller.write(question)
    answer = caller.hear_until(
        lambda message: "IOM" in message["text"] or "OIM" in message["text"]
    )
    assert answer["language"] == language
    assert {message["language"] for message in caller.messages()} == {language}


def test_what_cannot_be_understood_is_refused_clearly(running: Running) -> None:
    url = f"{running.base}/webchat/messages"
    for body in ({}, {"session": "short", "id": "1", "text": "hi"}, [], "text"):
        status, answer = post(url, body)
        assert status == 422
        assert answer["error"]
