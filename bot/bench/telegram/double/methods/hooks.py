"""Where updates are pushed to."""

from __future__ import annotations

import re
from typing import Any

from bot.bench.telegram.double.params import Params
from bot.bench.telegram.double.refusals import WEBHOOK_CAME, RefusedError, bad_request
from bot.bench.telegram.double.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def set_webhook(world: World, params: Params) -> bool:
    """Push from now on. An own Bot API server takes plain HTTP too, and this one does."""
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return delete_webhook(world, params)
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if secret and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains illegal characters")
    _drop_pending(world, params)
    if params.structure("allowed_updates") is not None:
        world.updates.allowed = params.listed("allowed_updates")
    world.hook.set(url, secret, params.within("max_connections", 40, 1, 100))
    world.updates.wake(RefusedError(409, WEBHOOK_CAME))
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Push no more."""
    _drop_pending(world, params)
    world.hook.set("", "", 40)
    return True


def get_webhook_info(world: World, _params: Params) -> dict[str, Any]:
    """How the pushing goes; without a webhook only how much waits."""
    info = world.hook.to_json(len(world.updates))
    allowed = list(world.updates.allowed)
    return info | ({"allowed_updates": allowed} if allowed else {})


def _drop_pending(world: World, params: Params) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.drop()
