"""Twilio's traffic: its double, and a crowd that writes SMS through it."""
