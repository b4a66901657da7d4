"""Whole calls, from ringing to their end, over signed webhooks to the wired service."""
