"""The model trained on all languages knows the plainest message of each."""

import json
from urllib.request import Request, urlopen

import pytest

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(1500)]

PLAIN = [
    ("I want to go back to my country", "avrr_request", "en"),
    ("أريد العودة إلى بلدي", "avrr_request", "ar-arab"),
    ("bghit nrje3 l bladi", "avrr_request", "ar-latn"),
    ("je veux rentrer dans mon pays", "avrr_request", "fr"),
    ("می‌خواهم به کشورم برگردم", "avrr_request", "fa-arab"),
    ("زه غواړم خپل هېواد ته ستون شم", "avrr_request", "ps-arab"),
    ("میں اپنے ملک واپس جانا چاہتا ہوں", "avrr_request", "ur-arab"),
    ("main apne mulk wapas jana chahta hun", "avrr_request", "ur-latn"),
    ("ülkeme dönmek istiyorum", "avrr_request", "tr"),
    ("dua të kthehem në vendin tim", "avrr_request", "sq"),
    ("želim da se vratim u svoju zemlju", "avrr_request", "sr-latn"),
    ("желим да се вратим у своју земљу", "avrr_request", "sr-cyrl"),
    ("quiero volver a mi país", "avrr_request", "es"),
    ("my brother is not breathing", "emergency", "en"),
    ("بدي موت", "suicide_risk", "ar-arab"),
]


@pytest.mark.parametrize(("text", "intent", "variety"), PLAIN)
def test_a_plain_message_is_understood(
    rasa_server: tuple[str, str], text: str, intent: str, variety: str
) -> None:
    url, token = rasa_server
    body = json.dumps({"text": text}).encode()
    with urlopen(Request(f"{url}/model/parse?token={token}", body), timeout=30) as answer:  # noqa: S310 - loopback
        parsed = json.loads(answer.read())
    assert parsed["intent"]["name"] == intent
    assert parsed["variety"]["name"] == variety
