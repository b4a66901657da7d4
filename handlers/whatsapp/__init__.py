"""The WhatsApp door, through Twilio."""
