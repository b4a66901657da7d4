"""The double of Telegram's Bot API, asked by the real aiogram; and the measurement with it."""
