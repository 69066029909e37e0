"""The views: a slice of the volume in its plane, with overlays, letters, scale bar and mouse."""
