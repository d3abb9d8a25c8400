"""Options as commands: groups become options of their own, and errors are said as is asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import is_dataclass
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin

import typer
from typer.models import OptionInfo

from mdpoverty import exit_codes
from mdpoverty.cli.console import say_error, say_interrupted
from mdpoverty.cli.help import HelpfulCommand, HelpfulGroup
from mdpoverty.cli.interrupts import interrupts_first
from mdpoverty.cli.options import ERRORS, LANG, Errors, ErrorsOption, Lang, LangOption
from mdpoverty.cli.spoken import preferred, spoken
from mdpoverty.errors import MdpovertyError
from mdpoverty.files.private import remove_private_folders
from mdpoverty.language import LANGUAGES, Language
from mdpoverty.language.messages import Message

HELP_NAMES = {"help_option_names": ["-h", "--help"]}


def helps(**texts: str) -> Mapping[str, str]:
    """Return the help of options of a group, by field: what a command says of them itself."""
    return texts


def program(*examples: str, **settings: Any) -> typer.Typer:
    """Return a program without commands, whose help is ours and whose errors are plain text."""
    plain: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}
    plain |= {"cls": HelpfulGroup, "context_settings": HELP_NAMES, "add_completion": False}
    return typer.Typer(**plain | settings, epilog="\n".join(examples))


def add(app: typer.Typer, asked: type, job: str, about: Message, examples: Sequence[str]) -> None:
    """Add a command to a program: what it is asked, its job, what it does, and how it is called.

    The command has the last word of the job's name. What it does begins with one sentence, which
    is its summary too.
    """
    app.command(
        job.rpartition("_")[2],
        cls=HelpfulCommand,
        context_settings=HELP_NAMES,
        short_help=about,
        epilog="\n".join(examples),
    )(command(asked, job))


def command(asked: type, job: str) -> Callable[..., int]:
    """Return a command as typer takes it: a function of options alone, which returns the exit code.

    `asked` is a group, a dataclass whose fields are options or groups in turn; flags come last.
    Every command has --errors and --lang, and says its errors so. The function `carry_out` of the
    module `job` of `cli/jobs`, which is loaded then, is given the group.
    """

    def carried_out(**values: Any) -> int:
        try:
            with interrupts_first():
                carry_out = import_module(f"mdpoverty.cli.jobs.{job}").carry_out
                # --lang may come before the command too, and in the environment.
                import_module("mdpoverty.standards.document_file").forget_documents()
                given = _group(asked, values | {"lang": Lang(spoken())})
                return carry_out(given) or exit_codes.SUCCESS
        except MdpovertyError as error:
            say_error(error, as_json=values["errors"] == Errors.json)
            return error.exit_code
        except KeyboardInterrupt as interrupt:
            remove_private_folders()  # it may have come just before one was
            say_interrupted(*interrupt.args)
            return exit_codes.INTERRUPTED

    options = {option.name: option for option in _options(asked, {}, None)}
    for option in _EVERYWHERE:
        options.setdefault(option.name, option)
    # typer reads the options of a command from its signature.
    carried_out.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        sorted(options.values(), key=lambda option: option.default is False)
    )
    return carried_out


_EVERYWHERE = [
    inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
    for name, default, annotation in (
        ("lang", Lang.en, LangOption),
        ("errors", Errors.text, ErrorsOption),
    )
]


def _options(
    group: type, texts: Mapping[str, str], heading: str | None
) -> Iterator[inspect.Parameter]:
    """Yield the options that the fields of a group become, with the help that `texts` have.

    In the help they are under the `HEADING` of their group, else under that of the group around.
    """
    heading = getattr(group, "HEADING", heading)
    for field in _fields(group):
        kind, *notes = _parts(field.annotation)
        if _is_group(kind):
            yield from _options(kind, notes[0] if notes else {}, heading)
            continue
        notes = [*map(copy, notes)]
        for option in notes:
            if isinstance(option, OptionInfo):
                option.help = texts.get(field.name, option.help)
                option.rich_help_panel = heading
        annotation = Annotated[kind, *notes] if notes else kind
        yield field.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def _group(group: type, values: Mapping[str, Any]) -> Any:
    """Return a group of the values of its options."""
    given = {}
    for field in _fields(group):
        kind, *_ = _parts(field.annotation)
        given[field.name] = _group(kind, values) if _is_group(kind) else values[field.name]
    return group(**given)


def _is_group(kind: Any) -> bool:
    return is_dataclass(kind)


def _fields(group: type) -> Iterable[inspect.Parameter]:
    return inspect.signature(group, eval_str=True).parameters.values()


def _parts(annotation: Any) -> tuple[Any, ...]:
    """Return what `Annotated` annotates, and with what."""
    return get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)


def manner_asked(arguments: Sequence[str]) -> tuple[Language | None, Errors]:
    """Return in which language a command line asks for everything, if in any; and how for errors.

    Only these two options are parsed: of a wrong command line it is not known what else means.
    """
    if not any(word.startswith(("--lang", "--errors")) for word in arguments):
        return preferred(), Errors.text  # as nearly always: to parse takes time
    app = program()
    lenient = {"ignore_unknown_options": True, "allow_extra_args": True}

    @app.command(context_settings=lenient, add_help_option=False)
    def asked(
        lang: Annotated[str | None, LANG] = None, errors: Annotated[str | None, ERRORS] = None
    ) -> tuple[str | None, str | None]:
        return lang, errors

    try:
        found = typer.main.get_command(app)(list(arguments), standalone_mode=False)
        if found == exit_codes.INTERRUPTED:  # which typer makes of an interrupt
            raise KeyboardInterrupt
        lang, errors = found
    except typer.TyperException:  # an option at the end that has no value
        lang = errors = None
    language = next((known for known in LANGUAGES if known == lang), preferred())
    return language, Errors.json if errors == Errors.json else Errors.text
