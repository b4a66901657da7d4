"""From what callers wrote to better training data, with a person in between."""
