"""Speed of the tests beside R and SciPy, on the same data in the same run.

    pip install scipy
    apt-get install r-base-core r-cran-coin r-cran-exactranktests
    cargo build --release --no-default-features
    python benches/core_speed.py target/release/retrocohort [SECONDS]

Ours are the criterion benchmarks of benches/ranks.rs and benches/counts.rs, which this script runs with cargo. The others
run one after the other in a process of their own, the best of three calls (a call that takes long, once), the CPU seconds
of the call alone without the start of R or Python, so that a busy machine counts against ours only; after SECONDS
(100 unless given) they are stopped. SciPy's exact rank-sum test keeps its tables: its first call is timed. Prints a table for
docs/performance.md; what is not installed is named. The memory is that of the whole program, `retrocohort test
rank-sum-exact`, 500 v 500 with ties.
"""

import math
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time

CONTINUOUS = 1e15


def values(n, seed, levels, shift=0.0):
    """The values of benches/ranks.rs."""
    state, found = seed, []
    for _ in range(n):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        found.append(math.floor((state >> 11) / 2**53 * levels) + shift)
    return found


def two_groups(n, levels, shift):
    return [values(n, 1, levels), values(n, 2, levels, math.floor(levels * shift))]


R = """
suppressWarnings(suppressMessages({library}))
groups <- lapply({files}, scan, quiet = TRUE)
x <- groups[[1]]; y <- groups[[length(groups)]]; v <- unlist(groups); g <- factor(rep(seq_along(groups), lengths(groups)))
call <- function() suppressWarnings({call})
best <- Inf
for (i in 1:3) {{
  n <- if (best < 0.01) 100 else 1
  seconds <- sum(system.time(for (j in seq_len(n)) call())[1:2]) / n
  best <- if (n > 1) seconds else min(best, seconds)
  if (best > 5) break
}}
cat(best)
"""

PYTHON = """
import time, sys
from scipy import stats
groups = [[float(line) for line in open(name)] for name in {files}]
x, y = groups[0], groups[-1]
best = float("inf")
for i in range({times}):
    n = 100 if best < 0.01 else 1
    start = time.process_time()
    for _ in range(n):
        {call}
    best = min(best, (time.process_time() - start) / n)
    if best > 5:
        break
print(best)
"""

FISHER = [[10_000_000, 10_001_000], [10_002_000, 10_000_500]]
FIVE_BY_FOUR = [[5, 7, 3, 2], [6, 1, 9, 4], [4, 5, 6, 3], [7, 8, 2, 6], [5, 9, 4, 4]]
COIN = 'wilcox_test(v ~ g, distribution = "exact")'
EXACT_RANK = "wilcox.exact(x, y, exact = TRUE)"
MANN_WHITNEY = 'stats.mannwhitneyu(x, y, method="exact")'


def matrix(table):
    """The table in R."""
    return f"matrix(c({', '.join(str(count) for row in table for count in row)}), {len(table)}, byrow = TRUE)"


def with_ties(n):
    return two_groups(n, float(n), 0.05)


NO_VALUES = [[0], [0]]

# What is timed, what it has to reach in seconds (None: no slower than the others), our benchmark, the data, the others.
ROWS = [
    ("rank-sum exact with ties, 100 v 100", 0.025, "exact rank-sum/half as many levels as values/100 v 100",
     with_ties(100), {"coin": COIN, "exactRankTests": EXACT_RANK}),
    ("rank-sum exact with ties, 200 v 200", 0.25, "exact rank-sum/half as many levels as values/200 v 200",
     with_ties(200), {"coin": COIN, "exactRankTests": EXACT_RANK}),
    ("rank-sum exact with ties, 500 v 500", 10.0, "exact rank-sum/half as many levels as values/500 v 500",
     with_ties(500), {"coin": COIN, "exactRankTests": EXACT_RANK}),
    ("rank-sum exact without ties, 200 v 200", None, "exact rank-sum/untied/200 v 200",
     two_groups(200, CONTINUOUS, 0.05), {"SciPy": MANN_WHITNEY}),
    ("rank-sum exact without ties, 500 v 500", None, "exact rank-sum/untied/500 v 500",
     two_groups(500, CONTINUOUS, 0.05), {"SciPy": MANN_WHITNEY}),
    ("KS exact without ties, 10,000 v 10,000", None, "exact Kolmogorov-Smirnov/untied/10,000 v 10,000",
     two_groups(10_000, CONTINUOUS, 0.02), {"SciPy": 'stats.ks_2samp(x, y, method="exact")'}),
    ("KS exact, 500 levels, 10,000 v 10,000", None, "exact Kolmogorov-Smirnov/500 levels/10,000 v 10,000",
     two_groups(10_000, 500.0, 0.02), {"SciPy": 'stats.ks_2samp(x, y, method="exact")'}),
    ("Hodges-Lehmann with interval, 10,000 v 10,000", 0.1, "others/Hodges-Lehmann with interval, 10,000 v 10,000",
     two_groups(10_000, CONTINUOUS, 0.02), {"R": "wilcox.test(x, y, conf.int = TRUE, exact = FALSE)"}),
    ("Fisher 2x2, cells of 1e7", 1e-4, "counts/fisher, cells of 1e7", NO_VALUES,
     {"R": f"fisher.test({matrix(FISHER)}, conf.int = FALSE)", "SciPy": f"stats.fisher_exact({FISHER})"}),
    ("Freeman-Halton 5x4, N = 100", None, "counts/freeman-halton 5x4, N = 100", NO_VALUES,
     {"R": f"fisher.test({matrix(FIVE_BY_FOUR)}, workspace = 2e8)"}),
    ("Kruskal-Wallis, 1,000,000 values in 4 groups", 0.2, "others/Kruskal-Wallis, 1,000,000 values in four groups",
     [values(250_000, seed, CONTINUOUS) for seed in range(4)],
     {"R": "kruskal.test(v, g)", "SciPy": "stats.kruskal(*groups)"}),
]


def output(command, seconds=None):
    """What a command prints; None when it is not installed or fails, "" when it takes more seconds of CPU."""
    def limited():
        if seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))

    try:
        done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited)
    except OSError:
        return None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return ""
    return done.stdout if done.returncode == 0 else None


def versions():
    r = 'cat("R", as.character(getRversion()))'
    asked = {"R": r}
    for package in ["coin", "exactRankTests"]:
        asked[package] = f'cat("{package}", as.character(packageVersion("{package}")))'
    found = {peer: output(["Rscript", "-e", code]) for peer, code in asked.items()}
    scipy = "import scipy, platform; print('SciPy', scipy.__version__, 'on Python', platform.python_version(), end='')"
    found["SciPy"] = output([sys.executable, "-c", scipy])
    return found


def ours():
    """Seconds of every benchmark, by its name."""
    command = ["cargo", "bench", "--no-default-features", "--bench", "ranks", "--bench", "counts", "--"]
    text = subprocess.run(command + ["--output-format", "bencher"], stdout=subprocess.PIPE, text=True, check=True).stdout
    found = re.findall(r"^test (.+?) \.\.\. bench: +([\d,]+) ns/iter", text, re.MULTILINE)
    return {name: int(nanoseconds.replace(",", "")) * 1e-9 for name, nanoseconds in found}


def peer_seconds(peer, call, data, folder, limit):
    files = []
    for i, group in enumerate(data):
        files.append(str(folder / f"group{i}.txt"))
        pathlib.Path(files[-1]).write_text("\n".join(str(value) for value in group))
    if peer == "SciPy":
        code = PYTHON.format(files=files, call=call, times=1 if call == MANN_WHITNEY else 3)
        return output([sys.executable, "-c", code], limit)
    library = "library(stats)" if peer == "R" else f"library({peer})"
    listed = "c(" + ", ".join(f'"{name}"' for name in files) + ")"
    return output(["Rscript", "-e", R.format(library=library, files=listed, call=call)], limit)


def shown(seconds):
    for unit, size in [("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)]:
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def memory(program, folder):
    """Wall clock seconds and the largest memory in MB of the program on 500 v 500 values with ties."""
    listed = [",".join(str(value) for value in group) for group in with_ties(500)]
    start = time.perf_counter()
    command = [program, "test", "rank-sum-exact", "--values", listed[0], "--values", listed[1], "--json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{program} failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main():
    program = sys.argv[1]
    limit = float(sys.argv[2]) if len(sys.argv) > 2 else 100.0
    installed = versions()
    print("; ".join(text for text in installed.values() if text))
    for peer in [peer for peer, text in installed.items() if not text]:
        print(f"{peer} is not installed: its times are missing")
    times = ours()
    print("\n| what | retrocohort | to reach | others (ratio to ours) |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for label, target, bench, data, peers in ROWS:
            mine, cells = times[bench], []
            for peer, call in peers.items():
                if not installed[peer]:
                    cells.append(f"{peer}: not installed")
                    continue
                text = peer_seconds(peer, call, data, folder, limit)
                if text is None:
                    cells.append(f"{peer}: fails")
                elif text == "":
                    cells.append(f"{peer}: none in {limit:g} s (> {limit / mine:,.0f})")
                else:
                    cells.append(f"{peer}: {shown(float(text))} ({float(text) / mine:,.3g})")
            reach = shown(target) if target else "the others"
            print(f"| {label} | {shown(mine)} | {reach} | {'; '.join(cells)} |", flush=True)
        seconds, megabytes = memory(program, folder)
    print(f"\nMemory of the whole program, exact rank-sum test of 500 v 500 with ties: {megabytes:.0f} MB, "
          f"with everything that is printed beside it {seconds:.2f} s.")


main()
