"""sitegen: policy commentary, from plain text to a published site."""

__version__ = "0.1.0"
