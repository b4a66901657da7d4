"""What the doors of Twilio's channels share. No door itself."""
