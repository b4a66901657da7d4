"""The infoline's service: the spine, the desk, the outbox, and everything that stores."""
