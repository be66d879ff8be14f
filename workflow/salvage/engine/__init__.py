"""Renders an article: by Quarto where it is installed, else by Pandoc and Typst with what Quarto adds to them."""
