"""What phone calls ask of the spine: same engine, same transcript, answered in the call."""
