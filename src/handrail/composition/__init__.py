"""What `app.py` puts together, one file a part. It knows everything; nothing below knows it."""
