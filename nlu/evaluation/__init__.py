"""How good the understanding is: questions, what was answered, and the figures made of both."""
