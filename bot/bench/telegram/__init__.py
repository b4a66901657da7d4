"""Telegram's traffic: its double, and a crowd that writes through it."""
