"""What phone calls ask of the spine: the same engine, the same transcript, answered in the call."""
