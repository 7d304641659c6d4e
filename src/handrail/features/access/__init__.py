"""Access: the keys that agents come with and the sessions that people come with."""
