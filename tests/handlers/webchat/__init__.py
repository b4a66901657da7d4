"""The web chat door and its page."""
