"""The service under a provider's traffic, killed and started again, and what came of it."""
