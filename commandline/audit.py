"""`jieli audit`."""

import typer

app = typer.Typer(help="审计：核验、重放、说明（audit）", no_args_is_help=True)
