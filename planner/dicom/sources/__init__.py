"""What a path stands for: folders, the index of a disc, archives, as files that can be read."""
