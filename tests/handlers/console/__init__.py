"""The console, over real HTTP with a real store."""
