"""The door of phone calls."""
