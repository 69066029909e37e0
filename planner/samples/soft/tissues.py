"""HU of soft tissues, without contrast medium.

Muscle, blood, organs, fluid and fat after ``Kalender, Computed Tomography`` and everyday values; the spread
between people is drawn by whoever uses them.
"""

from __future__ import annotations

AIR_HU, LUNG_HU, FAT_HU, MESENTERY_HU, EPIDURAL_FAT_HU = -1000.0, -860.0, -106.0, -101.0, -92.0
SKIN_HU, FASCIA_HU, LIGAMENT_HU, CAPSULE_HU = 40.0, 62.0, 72.0, 66.0
BLOOD_HU, PLAQUE_HU, NERVE_HU = 43.0, 780.0, 36.0
LIVER_HU, SPLEEN_HU, KIDNEY_HU, PANCREAS_HU = 57.0, 48.0, 33.0, 40.0
BOWEL_WALL_HU, BOWEL_HU, FLUID_HU, STOOL_HU = 42.0, 24.0, 14.0, 30.0
NUCLEUS_HU, ANNULUS_HU, VACUUM_HU = 78.0, 94.0, -700.0
WALL_HU = 54.0
"""Muscles of the abdominal wall."""
