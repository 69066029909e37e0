"""The mode for the procedure room: one needle at a time, to be read from two metres."""
