"""The runbook of a takeover names commands that exist, in the home that it says, and options that the command line has."""

import re
from pathlib import Path

import typer.main
from typer.main import get_command

from commandline.takeover import app
from domain.message import command_type

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
RUNBOOK = PAGE.split("## When a supplier fails", 1)[1].split("\n## ", 1)[0]


def test_each_act_of_the_runbook_is_a_command_of_the_house() -> None:
    """JL44-4.4.3c"""
    acts = set(re.findall(r"`(?:jieli project do ID(?:-T1)? )?([a-z]+(?:-[a-z]+)+)`", RUNBOOK))
    assert len(acts) >= 6
    for act in sorted(acts):
        kind = command_type(act)
        assert kind is not None, act
        assert kind.home == ("project" if act == "place-recipients" else "takeover"), act


def test_each_takeover_command_and_option_of_the_runbook_is_there() -> None:
    """JL44-4.4.3c"""
    group = get_command(app)
    assert isinstance(group, typer.main.TyperGroup)
    for name in re.findall(r"`jieli takeover ([a-z]+)", RUNBOOK):
        assert name in group.commands, name
    named = re.findall(r"`jieli takeover ([a-z]+)([^`]*)`", RUNBOOK)
    assert len(named) >= 11
    for name, words in named:
        known = {option for parameter in group.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", words)) <= known, name
