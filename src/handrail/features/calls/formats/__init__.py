"""Transcripts as other systems write them: one file a format."""
