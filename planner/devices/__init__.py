"""Needles, electrodes and screws, and the size of a lesion, read from resources/devices/."""
