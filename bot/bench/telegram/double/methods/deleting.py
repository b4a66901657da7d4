"""Taking back what the bot said, for 48 hours.

Telegram lets a bot delete what a person wrote in a private chat as well; this double does not, so
that whoever takes back only their own messages is held to it.
"""

from __future__ import annotations

from datetime import timedelta

from bot.bench.telegram.double.chats import Posted
from bot.bench.telegram.double.methods.reaching import chat_of, posted_in
from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request
from bot.bench.telegram.double.world import World

DELETABLE_FOR = timedelta(hours=48)
MOST_AT_ONCE = 100


def delete_message(world: World, params: Params) -> bool:
    """One message; raises RefusedError (400) where it is not there or cannot be deleted."""
    posted = posted_in(chat_of(world, params), params.number("message_id"))
    if posted is None:
        raise bad_request("message to delete not found")
    _check(world, posted)
    posted.deleted = True
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Up to 100; what is not there is skipped, and one that cannot be deleted stops them all."""
    chat = chat_of(world, params)
    numbers = params.listed("message_ids")
    if not 1 <= len(numbers) <= MOST_AT_ONCE:
        raise bad_request("message identifiers are not specified or too many")
    found = [posted for number in numbers if (posted := posted_in(chat, int(number)))]
    for posted in found:
        _check(world, posted)
    for posted in found:
        posted.deleted = True
    return True


def _check(world: World, posted: Posted) -> None:
    if not posted.mine or world.now() - posted.at >= DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
