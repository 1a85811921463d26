"""Small SVG charts without a library: text keeps its size on every width, colours follow the page's light or dark theme."""
