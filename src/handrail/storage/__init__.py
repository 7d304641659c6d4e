"""The database: one interface, SQLite and PostgreSQL behind it."""
