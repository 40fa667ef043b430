"""The guarded way out to the web: dial, download, and the parser process that can be killed."""
