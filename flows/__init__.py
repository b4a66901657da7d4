"""What the infoline says and asks: pure, synchronous, without clock, database or network."""
