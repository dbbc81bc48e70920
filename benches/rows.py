"""Speed of summaries from patient rows, beside DuckDB and polars in the same run.

    pip install numpy pyarrow polars duckdb
    python benches/rows.py target/release/retrocohort [ROWS] [rows.parquet] [rows.csv]

Writes an invented cohort of 12 continuous, 12 binary and 6 multi-level variables with 3 % missing values as Parquet and CSV
into a temporary folder, times each program three times (best of three, wall clock, the highest memory of the process) and
prints ratios to DuckDB. DuckDB and polars compute the bare numbers: mean, SD, quartiles by group, counts of levels by group;
DuckDB once more with the counts of every value, which retrocohort's tests rest on: that is the time the ratios are to.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

# Written a million rows at a time: any number of them fits.
MAKE = """
import numpy as np, pyarrow as pa, pyarrow.parquet as pq, pyarrow.csv as pc, sys
rows, folder, names = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
rng = np.random.default_rng(20261121)
def holes(values, kind=None):
    return pa.array(values, kind, mask=rng.random(len(values)) < 0.03)
def table(rows):
    columns = {"died": pa.array((rng.random(rows) < 0.2).astype("int8"))}
    for i in range(12):
        x = rng.normal(60, 12, rows) if i % 2 else rng.lognormal(2, 1, rows)
        columns[f"x{i}"] = holes(np.round(x, [1, 2, 4, 15][i % 4]))
    for i in range(12):
        columns[f"b{i}"] = holes((rng.random(rows) < 0.1 + 0.05 * i).astype("int8"))
    for i in range(6):
        columns[f"m{i}"] = holes(np.array([f"level {k}" for k in range(3 + i)])[rng.integers(0, 3 + i, rows)], pa.string())
    return pa.table(columns)
writers = []
for first in range(0, rows, 1_000_000):
    part = table(min(1_000_000, rows - first))
    if not writers:
        kinds = {"rows.parquet": lambda path: pq.ParquetWriter(path, part.schema, compression="snappy"),
                 "rows.csv": lambda path: pc.CSVWriter(path, part.schema)}
        writers = [kinds[name](folder + "/" + name) for name in names]
    for writer in writers:
        writer.write_table(part)
for writer in writers:
    writer.close()
"""

DUCKDB = """
import duckdb, sys
source = f"read_parquet('{sys.argv[1]}')" if sys.argv[1].endswith("parquet") else f"read_csv('{sys.argv[1]}')"
con = duckdb.connect()
con.sql("create temp view rows as select * from " + source)
numbers = ", ".join(f"count(x{i}), avg(x{i}), stddev_samp(x{i}), quantile_cont(x{i}, [0.25, 0.5, 0.75]), min(x{i}), max(x{i})"
                    for i in range(12))
con.sql(f"select died, {numbers} from rows group by died").fetchall()
for name in [f"b{i}" for i in range(12)] + [f"m{i}" for i in range(6)]:
    con.sql(f"select died, {name}, count(*) from rows group by all").fetchall()
"""

# The same, and how often every value of every variable occurs: what rank tests need.
DUCKDB_COUNTS = DUCKDB.replace("for name in [f", "for name in [f\"x{i}\" for i in range(12)] + [f", 1)

POLARS = """
import polars as pl, sys
rows = pl.scan_parquet(sys.argv[1]) if sys.argv[1].endswith("parquet") else pl.scan_csv(sys.argv[1], infer_schema_length=10000)
x = [pl.col(f"x{i}") for i in range(12)]
numbers = rows.group_by("died").agg(
    [f(c).name.suffix(s) for c in x for s, f in [("n", pl.Expr.count), ("m", pl.Expr.mean), ("s", pl.Expr.std),
     ("1", lambda c: c.quantile(0.25, "linear")), ("2", pl.Expr.median), ("3", lambda c: c.quantile(0.75, "linear")),
     ("a", pl.Expr.min), ("b", pl.Expr.max)]])
names = [f"b{i}" for i in range(12)] + [f"m{i}" for i in range(6)]
pl.collect_all([numbers] + [rows.group_by("died", name).len() for name in names])
"""


def timed(command):
    """Best wall time of three runs, and the highest resident memory in MB."""
    times, memory = [], 0
    for _ in range(3):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        times.append(time.perf_counter() - start)
        memory = max(memory, usage.ru_maxrss / 1024)
        assert status == 0, command
    return min(times), memory


# What it takes polars to read the text alone.
READ = """
import polars as pl, sys
pl.read_csv(sys.argv[1], infer_schema_length=10000)
"""


def main():
    binary, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    names = sys.argv[3:] or ["rows.parquet", "rows.csv"]
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-c", MAKE, str(rows), folder, *names], check=True)
        start_up, _ = timed([python, "-c", "import duckdb"])
        for name in names:
            path = str(pathlib.Path(folder) / name)
            print(f"{name}, {rows} rows, {os.path.getsize(path) / 1e6:.0f} MB (Python starts in {start_up:.2f} s)")
            compare = [binary, "compare", path, "--by", "died", "--out", "-", "--format", "json"]
            runs = {
                "DuckDB, values counted": timed([python, "-c", DUCKDB_COUNTS, path]),
                "DuckDB": timed([python, "-c", DUCKDB, path]),
                "polars": timed([python, "-c", POLARS, path]),
            }
            if name.endswith("csv"):
                runs["polars, reading alone"] = timed([python, "-c", READ, path])
            runs["retrocohort describe"] = timed([binary, "describe", path, "--json"])
            runs["retrocohort compare"] = timed(compare)
            unit = runs["DuckDB, values counted"][0]
            for program, (seconds, memory) in runs.items():
                print(f"  {program:24}{seconds:7.2f} s {memory:7.0f} MB   {seconds / unit:5.2f} of DuckDB's time")


if __name__ == "__main__":
    main()
