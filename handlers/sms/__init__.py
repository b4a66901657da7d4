"""SMS: the person has a telephone and no more; every character is paid for."""
