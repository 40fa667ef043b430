"""Discord's REST API v10, one file for each resource. `door.py` is where requests come in."""
