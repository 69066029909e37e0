"""How a person is scanned: from a recipe to the voxels of each series, and what it says of itself."""
