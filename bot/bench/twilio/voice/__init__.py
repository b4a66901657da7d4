"""Many calls at once to a service of its own, and how long each of its documents took."""
