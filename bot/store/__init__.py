"""Everything that is kept: tables, encryption, migrations and queries. The only SQL."""
