"""What makes a record acceptable and how it is shown. Values in, values out; nothing is fetched."""
