"""What is decided about leads: values in, values out, or an error."""
