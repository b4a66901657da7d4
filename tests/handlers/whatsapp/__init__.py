"""The WhatsApp door, with Twilio's real SDK before a small server."""
