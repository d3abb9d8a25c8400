"""Options as commands: groups become options of their own, and errors are said as is asked."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import is_dataclass
from importlib import import_module
from typing import Annotated, Any, get_args, get_origin

import typer

from mdpoverty import exit_codes
from mdpoverty.cli.console import say_error
from mdpoverty.cli.options import Errors, ErrorsOption
from mdpoverty.errors import MdpovertyError


def helps(**texts: str) -> Mapping[str, str]:
    """Return the help of options of a group, by field: what a command says of them itself."""
    return texts


def program(**settings: Any) -> typer.Typer:
    """Return a program without commands, that shows help and errors as plain text."""
    plain: dict[str, Any] = {"rich_markup_mode": None, "pretty_exceptions_enable": False}
    return typer.Typer(add_completion=False, **plain, **settings)


def command(asked: type, job: str) -> Callable[..., int]:
    """Return a command as typer takes it: a function of options alone, which returns the exit code.

    `asked` is a group, a dataclass whose fields are options or groups in turn; flags come last.
    Every command has --errors, and says its errors so. The function `carry_out` of the module `job`
    of `cli/jobs`, which is loaded then, is given the group.
    """

    def carried_out(**values: Any) -> int:
        try:
            carry_out = import_module(f"mdpoverty.cli.jobs.{job}").carry_out
            return carry_out(_group(asked, values)) or exit_codes.SUCCESS
        except MdpovertyError as error:
            say_error(error, as_json=values["errors"] == Errors.json)
            return error.exit_code

    options = {option.name: option for option in _options(asked, {})}
    options.setdefault("errors", _ERRORS)
    # typer reads the options of a command from its signature.
    carried_out.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        sorted(options.values(), key=lambda option: option.default is False)
    )
    return carried_out


_ERRORS = inspect.Parameter(
    "errors", inspect.Parameter.KEYWORD_ONLY, default=Errors.text, annotation=ErrorsOption
)


def _options(group: type, texts: Mapping[str, str]) -> Iterator[inspect.Parameter]:
    """Yield the options that the fields of a group become, with the help that `texts` have."""
    for field in _fields(group):
        kind, *notes = _parts(field.annotation)
        if _is_group(kind):
            yield from _options(kind, notes[0] if notes else {})
            continue
        if field.name in texts:
            (option,) = notes = [*map(copy, notes)]
            option.help = texts[field.name]
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


def errors_asked(arguments: Sequence[str]) -> Errors:
    """Return how a wrong command line asks for errors to be said.

    Of such a line only --errors is parsed: what all else in it means is not known.
    """
    app = program()
    lenient = {"ignore_unknown_options": True, "allow_extra_args": True}

    @app.command(context_settings=lenient, add_help_option=False)
    def asked(errors: ErrorsOption = Errors.text) -> Errors:
        return errors

    try:
        return Errors(typer.main.get_command(app)(list(arguments), standalone_mode=False))
    except typer.TyperException:  # what --errors takes is wrong
        return Errors.text
