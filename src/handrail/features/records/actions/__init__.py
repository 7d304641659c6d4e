"""What can be done to records: judged, kept, and told. For this room and the rooms above."""
