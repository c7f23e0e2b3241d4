"""The newsroom's views, a module for each part."""
