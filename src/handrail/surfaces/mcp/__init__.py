"""Operations as MCP tools, in every version of the protocol, from one stateless endpoint."""
