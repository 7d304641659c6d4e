"""The programs that an agent runs in, and how each is told of an MCP server: one file a kind."""
