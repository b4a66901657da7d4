"""Where the master key comes from: the environment, or a file outside the database."""

from __future__ import annotations

from bot.config import Settings
from bot.errors import StartError
from bot.store.vault import Vault, decode_key, make_key_file, read_key_file

KEY_FILE = "master.key"


def open_vault(settings: Settings, *, database_is_new: bool) -> Vault:
    """The vault of this deployment.

    A key file is made only for a new database: for any other, a missing key means that the key
    is somewhere else, and the service must not start. Raises StartError.
    """
    if settings.master_key:
        return Vault(decode_key(settings.master_key.get_secret_value()))
    path = settings.data / KEY_FILE
    key = read_key_file(path)
    if key is None and not database_is_new:
        msg = (
            "The master key is missing, but the database was made with one. "
            f"Put back {KEY_FILE} in the data folder, or set INFOLINE_MASTER_KEY."
        )
        raise StartError(msg)
    return Vault(key or make_key_file(path))
