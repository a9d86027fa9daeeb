"""Pictures without a browser: the map, its balls and their losses, as PNG, SVG and GIF.

The look is the page's: the same tints, the same rule for contour levels, the same light. Needs Pillow.
"""
