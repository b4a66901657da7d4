"""Phone calls of the double: it posts signed webhooks, does what TwiML says, and has callers."""
