"""Rendering without a browser: a landscape, its racers and their losses as PNG, SVG, GIF or video.

Colors, contour levels and lighting are the page's. Needs Pillow; videos need the extra ``video``.
"""
