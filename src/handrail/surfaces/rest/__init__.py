"""Operations as an HTTP JSON API, with its OpenAPI document and its reference page."""
