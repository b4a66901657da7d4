"""The web chat door: a page, and the little interface that it and other programs use."""
