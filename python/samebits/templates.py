"""Templates of pages."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment(package: str, folder: str) -> Environment:
    """Templates of a package; everything in them is escaped."""
    return Environment(loader=PackageLoader(package, folder), autoescape=True, undefined=StrictUndefined)
