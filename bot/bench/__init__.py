"""How fast messages are understood, measured on this machine with a real model server."""
