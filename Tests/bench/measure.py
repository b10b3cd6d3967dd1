"""Measures programs against each other, turn by turn; see README.md. Kept lean: a child's peak memory starts at ours."""

import os
import sys
import time

NULL = os.open(os.devnull, os.O_RDWR)


def find(program):
    if "/" in program:
        return program
    for folder in os.environ["PATH"].split(":"):
        if os.access(os.path.join(folder, program), os.X_OK):
            return os.path.join(folder, program)
    return None


def run(words, environment, errors=NULL, source=NULL):
    """Runs a program to its end: status, wall seconds, CPU seconds with its children's, peak memory in MB."""
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, NULL, 1), (os.POSIX_SPAWN_DUP2, errors, 2)]
    start = time.monotonic()
    process = os.posix_spawn(find(words[0]), words, environment, file_actions=actions)
    _, status, used = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def instructions(words, environment, scratch, source=NULL):
    """Counts a program's instructions in user mode, in millions, or gives None without valgrind."""
    if find("valgrind") is None:
        return None
    path = os.path.join(scratch, "callgrind.err")
    errors = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *words], environment, errors, source)
    os.close(errors)
    with open(path) as lines:
        for line in lines:
            if "Collected :" in line:
                return int(line.split()[-1]) / 1e6
    return None


def order(names, turn):
    """Another order each turn: who comes after whom decides what is left in the processor's caches."""
    start = turn // 2 % len(names)
    names = names[start:] + names[:start]
    return names if turn % 2 == 0 else names[::-1]


def measure(title, programs, rounds, scratch, counted=("ours", "curl"), before=None, often=()):
    """Measures programs, {name: (words, environment)}, in turn and prints a table; gives {name: numbers}.

    What is counted is run once more under valgrind. `before` is called before each run, outside of what is measured. Those
    that are too short for one run to say much are measured `often`, one after the other, three more times a round.
    """
    counts = {name: instructions(*program, scratch) if name in counted else None for name, program in programs.items()}
    samples = {name: [] for name in programs}
    for turn in range(rounds + 1):
        for name in order(list(programs), turn) + [*often] * 3:
            if before:
                before()
            status, *numbers = run(*programs[name])
            if status != 0:
                sys.exit(f"measure: {title}: {name} ended with status {status}: {' '.join(programs[name][0])}")
            if turn > 0:  # the first round warms the caches
                samples[name].append(numbers)
    print(f"\n{title}, {rounds} rounds\n\n| program | wall ms | CPU ms | CPU min ms | MB | M instructions |\n| --- | --- | --- | --- | --- | --- |")
    result = {}
    for name, taken in samples.items():
        wall, cpu, memory = ([sample[column] for sample in taken] for column in range(3))
        result[name] = {"wall": median(wall) * 1000, "cpu": median(cpu) * 1000, "memory": max(memory), "instructions": counts[name]}
        counted = "-" if counts[name] is None else f"{counts[name]:.1f}"
        print(f"| {name} | {median(wall) * 1000:.1f} | {median(cpu) * 1000:.1f} | {min(cpu) * 1000:.1f} | {max(memory):.1f} | {counted} |", flush=True)
    return result


class Targets:
    """The numbers that are promised, and whether they hold."""

    def __init__(self):
        self.rows = []

    def add(self, what, value, at_most, reason=""):
        if value is not None:
            self.rows.append((what, value, at_most, reason))

    def ratio(self, what, result, peer, key, at_most, reason=""):
        if peer in result and result["ours"][key] is not None and result[peer][key] is not None:
            self.add(f"{what}, against {peer}", result["ours"][key] / result[peer][key], at_most, reason)

    def report(self):
        print("\n| target | at most | measured | | where the rest goes |\n| --- | --- | --- | --- | --- |")
        for what, value, at_most, reason in self.rows:
            met = value <= at_most
            print(f"| {what} | {at_most:.4g} | {value:.4g} | {'met' if met else 'MISSED'} | {'' if met else reason} |")
        return all(value <= at_most for _, value, at_most, _ in self.rows)
