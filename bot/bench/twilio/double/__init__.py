"""A stateful double of Twilio's messaging, on loopback, that calls webhooks back."""
