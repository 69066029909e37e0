"""The bones: where each vertebra stands, its solid, the named places on it, and bone on the grid."""
