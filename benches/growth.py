"""How the cost of a comparison grows with rows, variables, groups and distinct values; drawn as docs/growth.svg.

    pip install numpy pyarrow matplotlib
    python benches/growth.py target/release/retrocohort docs/growth.svg

Writes invented cohorts as Parquet into a temporary folder, varies one thing at a time, times `compare` (best of three, wall clock
of the whole program, JSON) and prints a table beside the drawing. The dashed lines are exactly proportional to the last point.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import matplotlib
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

matplotlib.use("svg")
import matplotlib.pyplot as plt

ROWS, CONTINUOUS, LEVELS, GROUPS, DISTINCT = 300_000, 6, 12, 2, 10_000


def write(path, rows=ROWS, variables=CONTINUOUS + LEVELS, groups=GROUPS, distinct=DISTINCT):
    """A third of the variables is continuous, with about so many distinct values; the others have two to five levels."""
    rng = np.random.default_rng(20261121)
    names = np.array([f"group {i + 1:02}" for i in range(groups)])
    columns = {"group": pa.array(names[rng.integers(0, groups, rows)])}
    for i in range(variables):
        missing = rng.random(rows) < 0.03
        if i % 3 == 0:
            # Equal steps over the middle of a normal distribution.
            step = 6.0 / distinct
            values = np.clip(np.round(rng.normal(0, 1, rows) / step) * step, -3, 3) + 50.5 * step
            columns[f"v{i}"] = pa.array(values, mask=missing)
        else:
            columns[f"v{i}"] = pa.array(rng.integers(0, 2 + i % 4, rows).astype("int8"), mask=missing)
    pq.write_table(pa.table(columns), path, compression="snappy")


def seconds(binary, path, by="group"):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        command = [binary, "compare", path, "--by", by, "--out", "-", "--format", "json"]
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return min(times)


SWEEPS = {
    "rows": [100, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000, 3_000_000],
    "variables": [6, 12, 24, 48, 96],
    "groups": [2, 4, 8, 16, 24],
    "distinct": [10, 100, 1_000, 10_000, 100_000, 1_000_000],
}
FIXED = f"{ROWS:,} rows, {CONTINUOUS + LEVELS} variables, {GROUPS} groups, {DISTINCT:,} distinct values unless varied"


def main():
    binary, drawing = sys.argv[1:3]
    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder) / "rows.parquet")
        for name, sizes in SWEEPS.items():
            measured[name] = []
            for size in sizes:
                write(path, **{name: size})
                measured[name].append(seconds(binary, path))
                print(f"{name:10}{size:>10,}  {measured[name][-1]:7.3f} s", flush=True)
    plt.rcParams.update({"font.family": "sans-serif", "font.size": 9, "svg.hashsalt": "growth", "svg.fonttype": "path"})
    figure, panels = plt.subplots(2, 2, figsize=(7.2, 5.4), sharey=True)
    titles = {"rows": "Rows", "variables": "Variables", "groups": "Groups", "distinct": "Distinct values of a measurement"}
    for panel, (name, sizes), letter in zip(panels.flat, SWEEPS.items(), "abcd"):
        times = measured[name]
        panel.loglog(sizes, [times[-1] * size / sizes[-1] for size in sizes], "--", color="#999999", linewidth=1)
        panel.loglog(sizes, times, "o-", color="#1f4e79", linewidth=1.5, markersize=4)
        panel.set_title(f"{letter}  {titles[name]}", loc="left", fontweight="bold", fontsize=10)
        panel.set_ylim(0.01, 3)
        shown = sizes if max(sizes) < 100 else [10**k for k in range(1, 8) if sizes[0] <= 10**k <= 1.2 * sizes[-1]]
        panel.set_xticks(shown, [f"{size:,}" if size < 10_000 else f"$10^{len(str(size)) - 1}$" for size in shown])
        panel.minorticks_off()
        panel.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
        panel.grid(True, which="major", color="#e5e5e5", linewidth=0.6)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels[:, 0]:
        panel.set_ylabel("Seconds")
    exact = SWEEPS["rows"].index(1_000)
    panels[0, 0].annotate("exact rank tests", (1_000, measured["rows"][exact]), (2_000, 1.5), fontsize=8, color="#555555")
    figure.text(0.01, 0.005, f"{FIXED}. Dashed: proportional to the last point.", fontsize=8, color="#555555")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    figure.savefig(drawing, metadata={"Date": None})


if __name__ == "__main__":
    main()
