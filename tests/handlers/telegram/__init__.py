"""The Telegram door, with aiogram's real dispatcher and session."""
