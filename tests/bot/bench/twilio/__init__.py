"""The double of Twilio, asked by the real SDK; and the measurement with it."""
