"""From a case to its images, truth and plan: the parts of a person put together and scanned."""
