"""Acting as a person with a phone: writing, pressing, and looking at what came."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bench.twilio.double.inbound import arrive
from bot.bench.twilio.double.messages import WHATSAPP, Message
from bot.bench.twilio.double.world import World

File = tuple[str, bytes]
"""Media type and content."""


class Person:
    """One phone with SMS and WhatsApp. What it sends comes to a webhook of the service."""

    def __init__(self, world: World, number: str, name: str) -> None:
        """``name`` is what WhatsApp shows; ``number`` is in E.164."""
        self._world = world
        self.number = number
        self.name = name
        world.people.add(number)

    def hears(self, channel: str | None = None) -> list[Message]:
        """What was sent to this phone and is not lost, in order; by Twilio itself too."""
        ends = {"sms": (self.number,), "whatsapp": (WHATSAPP + self.number,)}
        of = ends[channel] if channel else ends["sms"] + ends["whatsapp"]
        kept = self._world.messages.values()
        return [one for one in kept if one.to in of and not one.inbound and not one.error]

    def fails(self, error: int | None) -> None:
        """Each message to this phone ends with this error of Twilio's; None: no more."""
        if error is None:
            self._world.failing.pop(self.number, None)
        else:
            self._world.failing[self.number] = error

    def sms(self, text: str, files: Sequence[File] = (), service: str | None = None) -> Message:
        """An SMS, or an MMS; through a messaging service where one is named."""
        kind = "MM" if files else "SM"
        message = self._message(kind, self.number, self._world.senders[0], text, files)
        message.service = service
        arrive(self._world, message, {})
        return message

    def whatsapp(self, text: str = "", files: Sequence[File] = (), **more: str) -> Message:
        """A message of WhatsApp; ``more`` are other fields of the form."""
        kind = files[0][0].partition("/")[0] if files else "text"
        return self._on_whatsapp(text, files, {"MessageType": kind, **more})

    def location(self, latitude: float, longitude: float, label: str = "") -> Message:
        """A place, by WhatsApp."""
        place = {"Latitude": str(latitude), "Longitude": str(longitude), "Label": label}
        return self._on_whatsapp("", (), {"MessageType": "location", **place})

    def reply(self, to: Message, text: str) -> Message:
        """An answer to one message, by WhatsApp."""
        return self._on_whatsapp(text, (), {"MessageType": "text", **_original(to)})

    def press(self, message: Message, title: str) -> Message:
        """Choose a quick reply or an item by its words (or id), now or much later.

        Raises LookupError where the message has no such button.
        """
        for button in message.buttons:
            if title in (button.title, button.id):
                break
        else:
            raise LookupError(f"no button {title!r} under {message.sid}")
        chosen = {"MessageType": "button", "ButtonText": button.title, "ButtonPayload": button.id}
        if message.kind == "list":
            chosen = {"MessageType": "interactive", "ListId": button.id, "ListTitle": button.title}
        return self._on_whatsapp(button.title, (), chosen | _original(message))

    def _on_whatsapp(self, text: str, files: Sequence[File], more: dict[str, str]) -> Message:
        ends = WHATSAPP + self.number, self._world.senders[1]
        message = self._message("MM" if files else "SM", *ends, text, files)
        arrive(self._world, message, {"ProfileName": self.name, **more})
        return message

    def _message(
        self, kind: str, sender: str, to: str, text: str, files: Sequence[File]
    ) -> Message:
        message = self._world.keep(kind, sender, to, text, inbound=True, status="received")
        for mime, content in files:
            self._world.keep_file(message, mime, content)
        return message


def _original(to: Message) -> dict[str, str]:
    return {"OriginalRepliedMessageSid": to.sid, "OriginalRepliedMessageSender": to.sender}
