"""A stateful double of Telegram's Bot API, served over HTTP on loopback."""
