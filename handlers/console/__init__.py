"""The console: pages for the people who answer, review and administer."""
