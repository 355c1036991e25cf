"""What the documents tell people to type: every command is read by its own parser, without being run."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import UserError
from core.train import with_recipes_found

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "core/README.md", "CONTRIBUTING.md")

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
_FILE = re.compile(r"^(?:app|core|examples|tests)/[a-z0-9_./-]+\.(?:py|yaml|txt)$")


def read(document: str) -> str:
    path = ROOT / document
    return path.read_text(encoding="utf-8") if path.exists() else ""


def lines_to_type(text: str) -> Iterator[str]:
    """The lines of all shell blocks, continued ones joined."""
    for language, block in _BLOCK.findall(text):
        if language == "powershell":
            yield from block.replace("\\", "/").splitlines()
        elif language in ("sh", "bash", "console"):
            yield from block.replace("\\\n", " ").splitlines()


def commands_in_prose(text: str) -> Iterator[str]:
    """The commands in `` `code` ``; they may leave out what is required. ``a | b`` stands for two commands."""
    for span in _SPAN.findall(_BLOCK.sub("", text)):
        first, *others = " ".join(span.split()).split(" | ")
        yield from (first, *(f"{first.rsplit(' ', 1)[0]} {other}" for other in others))


def our_command(line: str) -> tuple[str, list[str]] | None:
    """The module that a line starts, and its arguments; None where it is no command of ours."""
    words = shlex.split(re.sub(r"\$\([^)]*\)", "WORD", line), comments=True)
    words = [word for word in words if word != "..."]
    if words and words[0].split("/")[-1] == "skelapp":
        return "app.cli", words[1:]
    for place, word in enumerate(words[:-1]):
        if word == "-m" and words[place + 1].split(".")[0] in ("app", "core"):
            return words[place + 1], words[place + 2 :]
    return None


def parser_for(module: str, arguments: list[str]) -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser of a command line, and the arguments it takes: some commands have another one after their first word.

    Recipes are named as ``core.train`` takes them.
    """
    home = importlib.import_module(f"{module}.__main__") if _is_room(module) else None
    others = getattr(home, "SUBCOMMANDS", {})
    if arguments and arguments[0] in others:
        return others[arguments[0]](), arguments[1:]
    return parser_of(module), with_recipes_found(arguments) if module == "core.train" else arguments


def parser_of(module: str) -> argparse.ArgumentParser:
    """The parser of ``python -m module``."""
    if importlib.util.find_spec(f"{module}.__main__" if _is_room(module) else module) is None:
        raise ModuleNotFoundError(f"there is no python -m {module}")
    return importlib.import_module(f"{module}.__main__" if _is_room(module) else module).parser()  # type: ignore[no-any-return]


def _is_room(module: str) -> bool:
    return ROOT.joinpath(*module.split(".")).is_dir()


def lenient(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The same parser, requiring nothing."""
    for action in parser._actions:
        action.required = False
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                lenient(each)
    getattr(parser, "required_args", set()).clear()  # jsonargparse keeps a list of its own
    return parser


def refusal(parser: argparse.ArgumentParser, arguments: list[str]) -> str:
    """Why the parser does not take these arguments; "" if it does, or if they ask for help or the version."""
    try:
        parser.parse_args(arguments)
    except UserError as error:
        return str(error)
    except SystemExit as exit:
        return "refused" if exit.code else ""
    return ""


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_is_one_that_its_parser_takes(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # recipes are named from here
    commands = [(line, command) for line in lines_to_type(read(document)) if (command := our_command(line))]
    assert commands
    assert [line for line, (module, arguments) in commands if refusal(*parser_for(module, arguments))] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_named_in_prose_have_these_options(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    commands = [(line, command) for line in commands_in_prose(read(document)) if (command := our_command(line))]
    parsers = [(line, *parser_for(module, rest)) for line, (module, rest) in commands if rest]
    assert [line for line, parser, rest in parsers if refusal(lenient(parser), rest)] == []


def test_every_module_that_is_said_to_be_started_can_be() -> None:
    files = [*(ROOT / each for each in (*DOCUMENTS, "RESULTS.md")), ROOT / "results" / "plan.yaml"]
    files += [file for room in ("app", "core", "examples") for file in (ROOT / room).rglob("*.py")]
    files += (ROOT / "core" / "recipes").glob("*.yaml")
    said = {name for file in files for name in re.findall(r"-m ((?:app|core)(?:\.[a-z_]+)+)", file.read_text("utf-8"))}
    assert {"core.train", "core.evaluate", "core.extract", "core.report"} <= said
    for name in sorted(said):
        parser_of(name)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_are_named_are_there(document: str) -> None:
    text = read(document)
    words = {word.split("::")[0] for line in lines_to_type(text) for word in line.split()} | set(_SPAN.findall(text))
    assert [word for word in sorted(words) if _FILE.match(word) and not (ROOT / word).exists()] == []
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_python_blocks_import_what_there_is(document: str) -> None:
    for language, block in _BLOCK.findall(read(document)):
        if language == "python":
            code = compile(block, document, "exec")
            imports = [line for line in block.splitlines() if re.match(r"(from|import) ", line)]
            exec("\n".join(imports), {"__name__": "example"})
            assert code.co_names


def test_a_renamed_module_or_option_is_noticed() -> None:
    train = our_command("torchrun --nproc-per-node 4 -m core.train ...")
    assert train == ("core.train", [])
    assert our_command(".venv/Scripts/skelapp --demo  # opens the window") == ("app.cli", ["--demo"])
    assert our_command("run() { echo runs/$1/$1.safetensors; }") is None
    module, arguments = our_command("python -m core.evaluate $(run h1) --data DATA --splits 1") or ("", [])
    assert refusal(parser_of(module), ["NAME", "--data", "DATA", "--split", "1"]) == ""
    assert arguments[0] == "WORD"
    assert refusal(parser_of("core.evaluate"), ["NAME", "--data", "DATA", "--no-such-option"])
    assert refusal(lenient(parser_of("core.evaluate")), ["--no-such-option"])
    assert refusal(lenient(parser_of("core.train")), ["--no_such_option", "1"])
    assert refusal(lenient(parser_of("core.data")), ["no-such-command"])
    assert refusal(parser_of("app.cli"), ["--no-such-option"])
    with pytest.raises(ModuleNotFoundError):
        parser_of("core.results")
    with pytest.raises(AttributeError):
        parser_of("core.graph")
