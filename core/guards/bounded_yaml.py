"""YAML as recipes need it: mappings, lists and plain values, of bounded size and depth.

YAML can repeat a part by reference, so that a page of it stands for more than memory holds, and nest so deep that
reading it takes hours. Recipes need neither. And jsonargparse imports what a value names as ``class_path``, from the
working folder too: nothing in a recipe names a class, so nothing may.
"""

from __future__ import annotations

from typing import Any

import jsonargparse
import yaml

MODE = "bounded yaml"
"""For ``jsonargparse.ArgumentParser(parser_mode=...)``, after `install`."""
_LETTERS = 1_000_000
_DEPTH = 20


def check_yaml(text: str) -> None:
    """Raises `yaml.YAMLError` where the text is more than a recipe."""
    if len(text) > _LETTERS:
        raise yaml.YAMLError(f"it is longer than {_LETTERS} letters")
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.YAMLError(f"line {line}: references (& and *) are not read")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            raise yaml.YAMLError(f"line {line}: nested more than {_DEPTH} deep")


def install() -> None:
    """Makes the mode known to jsonargparse, and forbids the import of anything that a value names."""
    plain = jsonargparse.get_loader("yaml")

    def load(text: str) -> Any:
        check_yaml(text)
        return plain(text)

    jsonargparse.set_loader(MODE, load, exceptions=(yaml.YAMLError, RecursionError))
    jsonargparse.set_parsing_settings(import_path_denylist=["*"], instantiate_subclass_spec_in_any=False)
