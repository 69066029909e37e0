"""The C-arm: angles and rays, virtual fluoroscopy, calibrated frames."""
