"""The borders of regions: handed in as GeoJSON, looked at, landed, and handed out again."""
