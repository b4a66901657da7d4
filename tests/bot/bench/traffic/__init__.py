"""What is common to all measurements with a provider's traffic."""
