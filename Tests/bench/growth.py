"""What the cost is as the work grows: nothing may grow faster than the work does."""

import base64
import json
import os

from measure import instructions, median, run


def table(title, what, rows, targets, share):
    """Prints one growth; the last row's cost, for its work, may be at most so many times that of the row before."""
    print(f"\n{title}\n\n| {what} | CPU ms | wall ms | MB | M instructions |\n| --- | --- | --- | --- | --- |")
    for size, cpu, wall, memory, count in rows:
        counted = "-" if count is None else f"{count:.1f}"
        print(f"| {size} | {cpu * 1000:.0f} | {wall * 1000:.0f} | {memory:.1f} | {counted} |", flush=True)
    column = 4 if all(row[4] for row in rows[-2:]) else 1
    (less, before), (more, after) = ((row[0], row[column]) for row in rows[-2:])
    targets.add(f"{title}: cost of the last step for its work", after / before / (more / less), share)


def history(BIN, SCRATCH, environment, targets):
    """A canary on an alias that has been on so many versions: it may cost no more than on a new one."""
    import flows

    local = flows.LocalAWS(SCRATCH, environment, 0)
    path = "/2015-03-31/functions/bench"
    words, rows, made = flows.ours(local), [], 1
    print("\nA canary by the versions its alias has been on before\n\n| versions | CPU ms | wall ms | MB |\n| --- | --- | --- | --- |")
    for versions in (1, 10, 100, 1000):
        while made < versions:
            local.renew()
            with open(local.package, "rb") as package:
                code = base64.b64encode(package.read()).decode()
            local.control("call", {"method": "PUT", "path": path + "/code", "body": {"ZipFile": code}})
            version = local.control("call", {"method": "POST", "path": path + "/versions", "body": {}})["Version"]
            local.control("call", {"method": "PUT", "path": path + "/aliases/live", "body": {"FunctionVersion": version}})
            made = int(version)
        samples = []
        for _ in range(5):
            local.renew()
            status, *numbers = run(words, local.environment)
            if status != 0:
                raise SystemExit(f"growth: a canary ends with status {status}")
            samples.append(numbers)
        wall, cpu, memory = (median([sample[column] for sample in samples]) for column in range(3))
        rows.append(cpu)
        print(f"| {versions} | {cpu * 1000:.0f} | {wall * 1000:.0f} | {memory:.1f} |", flush=True)
        made += len(samples)
    targets.add("a canary on an alias of 1,000 versions: CPU, against a new one", rows[-1] / rows[0], 1.5)


def growth(BIN, SCRATCH, environment, endpoint, targets):
    rollback = [BIN + "/rollback", "-q", "--alias", "live", "--endpoint-url", endpoint]

    def measured(words, source=None, count=False):
        descriptor = os.open(source or os.devnull, os.O_RDONLY)
        status, wall, cpu, memory = run(words, environment, source=descriptor)
        if status != 0:
            raise SystemExit(f"growth: status {status}: {' '.join(words)}")
        os.lseek(descriptor, 0, os.SEEK_SET)
        counted = instructions(words, environment, SCRATCH, descriptor) if count else None
        os.close(descriptor)
        return cpu, wall, memory, counted

    rows = []
    for functions in (1, 10, 100, 1000):
        names = f"{SCRATCH}/names"
        with open(names, "w") as file:
            file.writelines(f"function-{number}\n" for number in range(functions))
        words = ["xargs", "-P", "4", "-I{}", "-a", names, *rollback, "-n", "--function", "{}"]
        rows.append((functions, *measured(words)))
    table("Rolling back functions, xargs -P 4", "functions", rows, targets, 1.5)

    rows = []
    for size in (1 << 10, 1 << 16, 1 << 18, 1 << 20):
        path = f"{SCRATCH}/record"
        record = {"FunctionName": "bench", "Notes": []}
        note = {"Text": 'a "quoted" line\\n', "Number": 1.5, "Deep": [[[None, True]]]}
        room = size - len(json.dumps(record)) - 2
        record["Notes"] = [note] * (room // (len(json.dumps(note)) + 2))
        with open(path, "w") as file:
            json.dump(record, file)
        rows.append((size, *measured(rollback, path, count=True)))
    table("A record on standard input", "bytes", rows, targets, 1.1)

    rows = []
    for lines in (10, 100, 1000, 10000):
        path = f"{SCRATCH}/payload"
        with open(path, "w") as file:
            file.writelines(json.dumps({"name": f"name {number}", "tags": ["a", "b"]}) + "\n" for number in range(lines))
        words = [BIN + "/healthcheck", "-q", "-n", "--function", "bench", "--to-version", "8", "--payload", path, "--probes", str(lines),
                 "--parallel", "10", "--endpoint-url", endpoint]
        rows.append((lines, *measured(words, count=lines < 10000)))
    table("Probing with a payload file, each line once, 10 at once", "lines", rows, targets, 1.5)
    history(BIN, SCRATCH, environment, targets)
