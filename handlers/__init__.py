"""The doors: each only translates between the outside and the vocabulary of bot.messages."""
