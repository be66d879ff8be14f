"""Run one step of the workflow: ``python workflow/step.py STEP --option value …``.

A step is a file in ``workflow/scripts/``; the parameters of its ``main`` are the options. Every command that Snakemake
prints has this form and can be repeated by hand. ``--help`` lists the steps, ``STEP --help`` the options of one.
"""

import argparse
import importlib
import inspect
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from time import time

from edition.files.errors import exit_plainly
from edition.files.runs import stamps, write_record

SCRIPTS = Path(__file__).parent / "scripts"


def step_names() -> list[str]:
    """Names of all steps, in alphabetical order."""
    return sorted(path.stem for path in SCRIPTS.glob("[a-z]*.py"))


def option_parser(step: str, main: Callable) -> argparse.ArgumentParser:
    """The command line of ``main``: one option for each parameter, converted to the parameter's annotated type.

    A list takes any number of values, none too; a ``Literal`` only those that it names.
    """
    parser = argparse.ArgumentParser(
        prog=f"step.py {step}",
        description=inspect.getdoc(inspect.getmodule(main)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    types = typing.get_type_hints(main)
    for name, parameter in inspect.signature(main).parameters.items():
        many = typing.get_origin(types[name]) is list
        kind = typing.get_args(types[name])[0] if many else types[name]
        choices = typing.get_args(kind) or None
        required = parameter.default is inspect.Parameter.empty
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=str if choices else kind,
            choices=choices,
            nargs="*" if many else None,
            required=required,
            default=None if required else parameter.default,
            help="required" if required else f"default: {parameter.default}",
        )
    return parser


def run(arguments: list[str]) -> int:
    """Run the step that ``arguments`` names; returns the exit status, or exits with 1 for what was handed in."""
    if not arguments or arguments[0] in {"-h", "--help"} or arguments[0] not in step_names():
        print(__doc__, "\nSteps: " + ", ".join(step_names()), sep="")
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    main = importlib.import_module(f"scripts.{arguments[0]}").main
    options = vars(option_parser(arguments[0], main).parse_args(arguments[1:]))
    before, started = stamps(options), time()
    with exit_plainly():
        main(**options)
        write_record(arguments[0], arguments, options, before, started)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
