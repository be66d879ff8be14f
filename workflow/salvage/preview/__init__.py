"""Shows the article in a browser while it is being written: each save renders it anew and reloads the page."""
