"""Who the bot is, and what it says of itself in each language."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import bad_request
from bot.bench.telegram.double.texts import units
from bot.bench.telegram.double.world import World

MOST_NAME, MOST_DESCRIPTION, MOST_SHORT = 64, 512, 120
MOST_COMMANDS, MOST_COMMAND_DESCRIPTION = 100, 256
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")


def get_me(world: World, _params: Params) -> dict[str, Any]:
    """The bot's own account, with what it may do."""
    return world.me.to_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    """The list behind the menu button, for one scope and language."""
    commands = params.listed("commands")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not COMMAND.fullmatch(str(one.get("command", "")).lstrip("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(str(one.get("description", ""))) <= MOST_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile.commands[_scope(params), _language(params)] = commands
    return True


def get_my_commands(world: World, params: Params) -> list[dict[str, Any]]:
    """The commands of exactly this scope and language; empty where none were set."""
    return world.profile.commands.get((_scope(params), _language(params)), [])


def delete_my_commands(world: World, params: Params) -> bool:
    """Forget the commands of one scope and language."""
    world.profile.commands.pop((_scope(params), _language(params)), None)
    return True


def set_my_name(world: World, params: Params) -> bool:
    """The name in one language; an empty one removes it."""
    return _set(world.profile.name, params, "name", MOST_NAME)


def get_my_name(world: World, params: Params) -> dict[str, str]:
    """The name in a language, or the one for everybody else; at last the account's own."""
    return {"name": _get(world.profile.name, params) or world.me.first_name}


def set_my_description(world: World, params: Params) -> bool:
    """What stands in an empty chat, in one language."""
    return _set(world.profile.description, params, "description", MOST_DESCRIPTION)


def get_my_description(world: World, params: Params) -> dict[str, str]:
    """What stands in an empty chat, in this language or for everybody else."""
    return {"description": _get(world.profile.description, params)}


def set_my_short_description(world: World, params: Params) -> bool:
    """What stands on the bot's page, in one language."""
    return _set(world.profile.short_description, params, "short_description", MOST_SHORT)


def get_my_short_description(world: World, params: Params) -> dict[str, str]:
    """What stands on the bot's page, in this language or for everybody else."""
    return {"short_description": _get(world.profile.short_description, params)}


def _set(kept: dict[str, str], params: Params, name: str, most: int) -> bool:
    text = params.text(name)
    if units(text) > most:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    kept[_language(params)] = text
    return True


def _get(kept: dict[str, str], params: Params) -> str:
    return kept.get(_language(params)) or kept.get("", "")


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(params: Params) -> str:
    scope = params.structure("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True)
