"""Reading and writing DICOM."""
