"""Measurements of the running product, one module each: `script/bench NAME`."""
