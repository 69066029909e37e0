"""The rules and their sources, to be read and searched beside the window."""
