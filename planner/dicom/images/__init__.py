"""What the objects of a file are: CT images, frames, projections, captured pictures."""
