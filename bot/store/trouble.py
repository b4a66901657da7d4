"""The database's own errors under a name of ours, so that SQL's library stays in this room."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

DatabaseTrouble = SQLAlchemyError
