"""What people mean: danger words, language, intent and entities of one message."""
