"""Where a vertebra of the CT lies in frames of a C-arm: from marked points, then from the pictures."""
