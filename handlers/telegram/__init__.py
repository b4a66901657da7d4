"""The Telegram door: aiogram's dispatcher and session, translated to and from our vocabulary."""
