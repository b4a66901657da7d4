"""What a person types after ``./infoline``: one file a command."""
