"""Sales calls: transcripts, rubrics, scores, insight and detected patterns, all of the record."""
