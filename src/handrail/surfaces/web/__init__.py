"""Operations as pages for people, rendered on the server."""
