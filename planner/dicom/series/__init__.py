"""What the images of a series make: stacks, the regular grid of each, and what is to be done with it."""
