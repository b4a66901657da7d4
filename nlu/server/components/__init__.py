"""Our own steps of the Rasa pipeline, named in config.yml."""
