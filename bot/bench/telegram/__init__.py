"""The service under traffic from Telegram, killed and started again, and what came of it."""
