"""The door of phone calls, through Twilio: what is heard and what is said, as TwiML."""
