"""The sentence encoder fitted to our messages: its file, its tokens, its network, its training."""
