"""One module for each check of a plan against its images and the rules."""
