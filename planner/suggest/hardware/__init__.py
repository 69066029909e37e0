"""Hardware found in the metal of a CT: screws, rods, cement and the rest, as a plan describes them."""
