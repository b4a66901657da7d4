"""Which model is in service, and how another takes its place without a request being lost."""
