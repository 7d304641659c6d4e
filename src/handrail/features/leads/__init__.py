"""The leads face: a lead database in the words of its own contract, over the rooms below."""
