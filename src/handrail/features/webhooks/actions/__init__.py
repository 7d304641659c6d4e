"""What can be done with webhooks, for this room and the faces above."""
