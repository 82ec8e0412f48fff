"""`sygraph check`: validate the data."""

from __future__ import annotations

import sys

import click

from sygraph.cli.common import Session, as_json, choice, show_data
from sygraph.rdf.output import explained

__all__ = ["check"]


@click.command()
@choice(("text", "json"), "Format of the report.")
@click.pass_obj
def check(session: Session, format_name: str) -> None:
    """Prove the data against article and ontology.

    Exit status 1 if there is any fault; each names its place and how to fix it.
    """
    from dataclasses import asdict

    from sygraph.check import print_report, run_check

    report = run_check(session.files)
    if format_name == "json":
        show_data(as_json(asdict(report)))
    else:
        with explained("standard output"):
            print_report(report, sys.stdout)
            sys.stdout.flush()
    if not report.ok:
        click.get_current_context().exit(1)
