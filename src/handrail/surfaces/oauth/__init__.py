"""Our own OAuth 2.1 authorization server: discovery, consent, tokens, registration."""
