"""What stands in a file in front of its pixels: its elements, and their text in Unicode."""
