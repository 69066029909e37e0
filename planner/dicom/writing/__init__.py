"""The inside of `planner.dicom.write`: what a CT series says of itself, and how its pixels are packed."""
