"""From the bytes of a file to the HU of one image; whether they are what the header says."""
