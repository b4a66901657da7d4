"""The Rasa project: trains the intent model and serves it; never imported by the service."""
