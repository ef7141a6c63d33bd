"""The SQL that the kit speaks, read from the kit's own statements and interpreted over dicts.

What the kit no longer says (a condition, a lock) is therefore no longer done here either. A
statement of another shape is an error, not a guess.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.values import timestamp

Values = dict[str, Any]
Arguments = Sequence[Any]
Expression = Callable[[Arguments, Mapping[str, Any], Mapping[str, Any]], Any]
"""Of the arguments, the row as it is, and the row that could not be inserted (``excluded``)."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    ">": lambda a, b: bool(a > b),
    "<=": lambda a, b: bool(a <= b),
    "= any": lambda a, b: a in b,
}
_SELECT = re.compile(
    r"select (?P<what>.+?) from (?P<table>\w+)(?: left join (?P<joined>\w+) on (?P<on>.+?))?"
    r"(?: where (?P<where>.+?))?"
    r"(?: order by (?P<order>[\w, ]+?))?(?: limit (?P<limit>\S+))?(?P<lock> for update)?"
)
_INSERT = re.compile(
    r'insert into "?(?P<table>\w+)"?(?: \((?P<columns>[\w, ]+)\))?'
    r"(?: values \((?P<values>.+?)\)| select \* from unnest\((?P<arrays>.+?)\)"
    r"| select (?P<row>[$\d, ]+))(?: where exists \(select from (?P<needs>\w+)\))?"
    r"(?P<conflict> on conflict(?: \([\w, ]+\))? do (?:nothing|update set (?P<set>.+)))?"
)
_UPDATE = re.compile(
    r"update (?P<table>\w+) set (?P<set>.+?)(?: where (?P<where>.+?))?(?: returning \w+)?"
)
_DELETE = re.compile(r'delete from "?(?P<table>\w+)"?(?: where (?P<where>.+))?')
_CONDITION = re.compile(r"(\w+) (?:is (?P<null>null)|(?P<op>=(?: any)?|>|<=) ?(?P<value>\S+))")
_WITH = re.compile(r"(\w+) as \( ?(.+?) ?\)(?:, (?=\w+ as)| (?=select pos from \w+$))")
_CASE = re.compile(r"case when (\S+) = (\S+) then (\S+) end")
_IN_UTC = re.compile(r"to_char\((\w+) at time zone 'UTC', '[^']+'\)")
_AGGREGATES = {"min": min, "max": max}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, ready to be applied to rows."""

    verb: str
    table: str
    columns: tuple[str, ...] = ()
    values: tuple[Expression, ...] = ()
    arrays: tuple[int, ...] = ()
    joined: "Statement | None" = None
    where: Callable[[Values, Arguments], bool] = lambda _values, _arguments: True
    sets: tuple[tuple[str, Expression], ...] = ()
    on_conflict: str = ""
    name: str = ""  # of a part of a larger statement
    needs: str = ""  # the part without whose rows nothing is done
    order: tuple[str, ...] = ()
    limit: Expression | None = None
    locks: bool = False
    shape: Callable[[list[Values]], list[Values]] = list

    def changed(self, old: Values, arguments: Arguments, excluded: Values) -> Values:
        """A row after an update."""
        return old | {name: value(arguments, old, excluded) for name, value in self.sets}

    def selected(self, rows: list[Values], arguments: Arguments) -> list[Values]:
        """What a query answers, of the rows that it found."""
        if self.order:
            rows.sort(key=lambda row: tuple(row[name] for name in self.order))
        if self.limit is not None:
            rows = rows[: self.limit(arguments, {}, {})]
        return rows if self.joined else self.shape(rows)


@functools.cache
def parse(sql: str) -> list[Statement]:
    """What a command of the kit does, one after the other."""
    text = " ".join(sql.split())
    if not text.startswith("with "):
        return [_statement(text)]
    parts = list(_WITH.finditer(text))
    named = [replace(_statement(part[2]), name=part[1]) for part in parts]
    return [*named, _statement(text[parts[-1].end() :])]


def _statement(text: str) -> Statement:
    """One statement; raises ``ValueError`` for one of another shape."""
    if found := _SELECT.fullmatch(text):
        return Statement(
            "select", found["table"], where=_where(found["where"]), shape=_shape(found["what"]),
            order=tuple(found["order"].split(", ")) if found["order"] else (),
            limit=_expression(found["limit"]) if found["limit"] else None,
            locks=bool(found["lock"]),
            joined=_joined(found["joined"], found["on"]),
        )  # fmt: skip
    if found := _INSERT.fullmatch(text):
        return Statement(
            "insert", found["table"], sets=_sets(found["set"]),
            arrays=tuple(int(it) - 1 for it in re.findall(r"\$(\d+)", found["arrays"] or "")),
            columns=tuple(found["columns"].split(", ")) if found["columns"] else (),
            values=tuple(map(_expression, (found["values"] or found["row"] or "").split(", "))),
            needs=found["needs"] or "",
            on_conflict=("update" if found["set"] else "nothing") if found["conflict"] else "",
        )  # fmt: skip
    if found := _UPDATE.fullmatch(text):
        where = _where(found["where"])
        return Statement("update", found["table"], sets=_sets(found["set"]), where=where)
    if found := _DELETE.fullmatch(text):
        return Statement("delete", found["table"], where=_where(found["where"]))
    raise ValueError(f"the simulator does not know: {text}")


def tables_of(sql: str) -> dict[str, tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    """The columns and the keys of every table that a migration creates."""
    found = {}
    for name, body in re.findall(r"create table (\w+) \((.*?)\n\);", sql, re.DOTALL):
        columns, keys = [], []
        for line in filter(None, map(str.strip, body.splitlines())):
            if several := re.match(r"(?:primary key|unique) \((.+)\)", line):
                keys.append(tuple(several[1].split(", ")))
                continue
            columns.append(line.split()[0])
            if "primary key" in line or " unique" in line:
                keys.append((columns[-1],))
        found[name] = tuple(columns), tuple(keys)
    for name, column in re.findall(r"alter table (\w+) add column (\w+)", sql):
        found[name] = (*found[name][0], column), found[name][1]
    return found


def _joined(table: str | None, on: str) -> Statement | None:
    return Statement("select", table, where=_where(on)) if table else None


def _expression(text: str) -> Expression:
    if case := _CASE.fullmatch(text):
        left, right, then = map(_expression, case.groups())
        return lambda a, row, new: (
            then(a, row, new) if left(a, row, new) == right(a, row, new) else None
        )
    if argument := re.fullmatch(r"\(?\$(\d+)\)?", text):
        index = int(argument[1]) - 1
        return lambda arguments, _row, _new: arguments[index]
    if sum_ := re.fullmatch(r"(\S+) \+ (\d+)", text):
        base, more = _expression(sum_[1]), int(sum_[2])
        return lambda *context: base(*context) + more
    if literal := re.fullmatch(r"'(.*)'|(\d+)", text):
        value = literal[1] if literal[2] is None else int(literal[2])
        return lambda _arguments, _row, _new: value
    table, _, column = text.rpartition(".")
    if table == "excluded":
        return lambda _arguments, _row, new: new[column]
    return lambda _arguments, row, _new: row.get(column)


def _sets(text: str | None) -> tuple[tuple[str, Expression], ...]:
    pairs = (each.split(" = ", 1) for each in text.split(", ")) if text else ()
    return tuple((name, _expression(value)) for name, value in pairs)


def _where(text: str | None) -> Callable[[Values, Arguments], bool]:
    conditions: list[tuple[str, Callable[[Any, Any], bool], Expression]] = []
    for each in text.split(" and ") if text else ():
        found = _CONDITION.fullmatch(each)
        if found is None:
            raise ValueError(f"the simulator does not know the condition: {each}")
        if found["null"]:
            conditions.append((found[1], lambda value, _: value is None, lambda *_: None))
        else:
            conditions.append((found[1], _COMPARE[found["op"]], _expression(found["value"])))

    def fits(row: Values, arguments: Arguments) -> bool:
        for column, compare, value in conditions:
            if not compare(row[column], value(arguments, row, row)):
                return False
        return True

    return fits


def _shape(what: str) -> Callable[[list[Values]], list[Values]]:
    if aggregate := re.fullmatch(r"(min|max)\((\w+)\)", what):
        best, column = _AGGREGATES[aggregate[1]], aggregate[2]
        return lambda rows: [{what: best((row[column] for row in rows), default=None)}]
    if what == "count(*)":
        return lambda rows: [{what: len(rows)}]
    if what == "*":
        return list
    wanted = [_named(it) for it in re.split(r", (?![^(]*\))", what)]
    return lambda rows: [{name: value((), row, {}) for name, value in wanted} for row in rows]


def _named(text: str) -> tuple[str, Expression]:
    """What a query answers, and under which name."""
    what, _, name = text.partition(" as ")
    if moment := _IN_UTC.fullmatch(what):
        return name, lambda _arguments, row, _new: timestamp(row[moment[1]])
    return name or what.rpartition(".")[2], _expression(what)
