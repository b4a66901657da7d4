"""What doubles of providers have in common: serving on loopback, going wrong on purpose, a log."""
