"""Tests of the door of phone calls."""
