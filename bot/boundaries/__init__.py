"""The borders of regions as GeoJSON: read and checked, shown, landed all or nothing, written out."""
