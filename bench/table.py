"""What was measured, for people, beside what it is aimed at."""

from typing import Any

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def shown(report: dict[str, Any]) -> str:
    machine = report["machine"]
    lines = [
        f"{machine['cores']} cores, load {machine['load']}, Python {machine['python']}; the load "
        "comes from a process beside the server.",
    ]
    for result in report["results"]:
        lines += ["", *_result(result)]
    return "\n".join(lines)


def _result(result: dict[str, Any]) -> list[str]:
    raw = {(each["operation"], each["connections"]): each for each in result["raw"]}
    lines = [f"{NAMES[result['database']]}, {result['records']:,} records"]
    rows = [["MCP tool", "at once", "/s", "p50", "p95", "p99 ms", "CPU µs", "of echo", "by CPU"]]
    rows[0].append("of raw driver")
    for each in result["operations"]:
        beside = raw[each["operation"], each["connections"]]
        rows.append(
            [
                each["operation"],
                str(each["connections"]),
                f"{each['rate']:,.0f}",
                *(f"{each[name]:.2f}" for name in ("p50", "p95", "p99")),
                f"{each['cpu']:,.0f}",
                f"{each['of_echo']:.2f} of {each['echo']:,.0f}",
                f"{each['of_echo_by_cpu']:.2f}",
                f"{each['rate'] / beside['rate']:.2f} of {beside['rate']:,.0f}"
                f" ({beside['statements']:.0f} statements)",
            ]
        )
    lines += _aligned(rows)
    rows = [["page of 25", "", "/s", "p50", "p95", "p99 ms", "CPU µs"]]
    for each in result["pages"]:
        times = (f"{each[name]:.2f}" for name in ("p50", "p95", "p99"))
        rows.append([each["kind"], "", f"{each['rate']:,.0f}", *times, f"{each['cpu']:,.0f}"])
    lines += _aligned(rows)
    brought, memory = result["import"], result["memory"]
    lines += [
        f"  import   {brought['verbs']['rate']:,}/s by the verbs, 500 a transaction; by"
        f" `handrail import` of a CSV, its start included, {_commands(brought)}",
        f"  start    {result['start']:.2f} s from the command to the first answer",
        f"  memory   {_memory(memory['idle'])} idle, {_memory(memory['loaded'])} under load",
    ]
    return lines


def _commands(brought: dict[str, Any]) -> str:
    matched, unmatched = brought["matched"]["rate"], brought["unmatched"]["rate"]
    return f"{matched:,}/s with --match, {unmatched:,}/s without"


def _memory(said: dict[str, float]) -> str:
    return f"{said['resident']:.0f} MB ({said['own']:.0f} own, {said['files']:.0f} of files)"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
