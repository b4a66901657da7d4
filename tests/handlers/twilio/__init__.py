"""Tests of what the doors of Twilio's channels share."""
