"""Speed of summaries from patient rows, beside DuckDB and polars in the same run.

    pip install numpy pyarrow polars duckdb
    python benches/rows.py target/release/retrocohort [ROWS]

Writes an invented cohort of 12 continuous, 12 binary and 6 multi-level variables with 3 % missing values as Parquet and CSV
into a temporary folder, times each program three times (best of three, wall clock, the highest memory of the process) and
prints ratios to DuckDB. DuckDB and polars compute the bare numbers: mean, SD, quartiles by group, counts of levels by group;
DuckDB once more with the counts of every distinct number, which retrocohort's tests rest on.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

MAKE = """
import numpy as np, pyarrow as pa, pyarrow.parquet as pq, pyarrow.csv as pc, sys
rows, folder = int(sys.argv[1]), sys.argv[2]
rng = np.random.default_rng(20261121)
def holes(values, kind=None):
    return pa.array(values, kind, mask=rng.random(rows) < 0.03)
columns = {"died": pa.array((rng.random(rows) < 0.2).astype("int8"))}
for i in range(12):
    x = rng.normal(60, 12, rows) if i % 2 else rng.lognormal(2, 1, rows)
    columns[f"x{i}"] = holes(np.round(x, [1, 2, 4, 15][i % 4]))
for i in range(12):
    columns[f"b{i}"] = holes((rng.random(rows) < 0.1 + 0.05 * i).astype("int8"))
for i in range(6):
    columns[f"m{i}"] = holes(np.array([f"level {k}" for k in range(3 + i)])[rng.integers(0, 3 + i, rows)], pa.string())
table = pa.table(columns)
pq.write_table(table, folder + "/rows.parquet", compression="snappy")
pc.write_csv(table, folder + "/rows.csv")
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


def main():
    binary, rows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-c", MAKE, str(rows), folder], check=True)
        start_up, _ = timed([python, "-c", "import duckdb"])
        for name in ["rows.parquet", "rows.csv"]:
            path = str(pathlib.Path(folder) / name)
            print(f"{name}, {rows} rows, {os.path.getsize(path) / 1e6:.0f} MB (Python starts in {start_up:.2f} s)")
            duckdb, duckdb_memory = timed([python, "-c", DUCKDB, path])
            counts = timed([python, "-c", DUCKDB_COUNTS, path])
            runs = [("DuckDB", (duckdb, duckdb_memory)), ("DuckDB, values counted", counts), ("polars", timed([python, "-c", POLARS, path]))]
            runs.append(("retrocohort describe", timed([binary, "describe", path, "--json"])))
            runs.append(("retrocohort compare", timed([binary, "compare", path, "--by", "died", "--out", "-", "--format", "json"])))
            for program, (seconds, memory) in runs:
                print(f"  {program:24}{seconds:7.2f} s {memory:7.0f} MB   {seconds / duckdb:5.2f} of DuckDB's time")


if __name__ == "__main__":
    main()
