"""Everything that is drawn with Qt: window, views, overlays, panels, tools, printing."""
