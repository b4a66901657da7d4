"""A person's message in the form that Twilio posts, and what Twilio itself does with it."""

from __future__ import annotations

from bot.bench.twilio.double.keywords import CONFIRMED, keyword
from bot.bench.twilio.double.messages import VERSION, WHATSAPP, Message
from bot.bench.twilio.double.world import World

# Twilio sends these with every SMS, mostly empty.
PLACES = tuple(f"{end}{part}" for end in ("From", "To") for part in ("City", "State", "Zip"))


def arrive(world: World, message: Message, more: dict[str, str]) -> None:
    """``message`` came in: obey its word where it is one, and post it where that is wanted."""
    fields = _fields(world, message) | more
    if message.whatsapp:
        world.heard[message.sender] = world.now()
    elif word := keyword(message.shown):
        _obey(world, message, word)
        if world.opt_out_types:
            fields["OptOutType"] = word
    hook = world.hooks.get(message.to)
    if hook:
        repeat = world.mischief.faults.repeat
        world.post(message.sender, "inbound", hook, fields, message.sid, repeat)


def _obey(world: World, message: Message, word: str) -> None:
    pair = message.sender, message.to
    was_out = pair in world.opted_out
    if word == "STOP":
        world.opted_out.add(pair)
    elif word == "START":
        world.opted_out.discard(pair)
    # Whoever stopped already is told nothing, and neither is one who asks for help then.
    if not was_out or word == "START":
        world.keep(
            "SM",
            message.to,
            message.sender,
            CONFIRMED[word],
            inbound=False,
            status="delivered",
            kind="own",
        )


def _fields(world: World, message: Message) -> dict[str, str]:
    fields = {
        "AccountSid": message.account,
        "ApiVersion": VERSION,
        "Body": message.shown,
        "From": message.sender,
        "MessageSid": message.sid,
        "NumMedia": str(len(message.files)),
        "NumSegments": str(message.segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": "received",
        "To": message.to,
    }
    if message.service:
        fields["MessagingServiceSid"] = message.service
    if message.whatsapp:
        fields |= {"WaId": message.sender.removeprefix(f"{WHATSAPP}+"), "ReferralNumMedia": "0"}
    else:
        fields |= dict.fromkeys(PLACES, "") | {"FromCountry": "XK", "ToCountry": "XK"}
    for place, file in enumerate(message.files):
        fields[f"MediaUrl{place}"] = world.url_of(file)
        fields[f"MediaContentType{place}"] = file.mime
    return fields
