"""Points, segments, polylines, capsules, spheroids; angles, distances; frames. Millimetres, DICOM LPS."""
