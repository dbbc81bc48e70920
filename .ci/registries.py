"""Compares the numbers of `retrocohort compare` on real registries with R, SciPy, statsmodels and PSPP.

    registries.py BINARY FOLDER

Every number that an oracle can compute is compared relatively to 1e-9. Where an oracle is less exact, ALLOWED says why. What is
left is a disagreement, and the exit code 1.
"""

import collections
import csv
import json
import math
import os
import re
import shutil
import subprocess
import sys
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import scipy.special
import scipy.stats as stats
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.proportion import proportion_confint

warnings.filterwarnings("ignore")

# Registry, grouping, further options. Policies differ in the rule of quartiles.
RUNS = [
    ("pbc", "sex", []),
    ("pbc", "status", ["--policy", "spss"]),
    ("colon", "status", ["--policy", "sas"]),
    ("colon", "rx", []),
    ("lung", "sex", ["--policy", "normality-first"]),
    ("flchain", "death", []),
    ("rotterdam", "death", []),
    ("gbsg", "hormon", ["--policy", "gtsummary"]),
    ("mgus2", "death", ["--conf", "0.9"]),
    ("nafld1", "status", ["--policy", "tableone"]),
    ("veteran", "celltype", []),
    ("cgd", "treat", ["--policy", "stata"]),
    ("udca", "trt", []),
    ("transplant", "event", []),
    ("retinopathy", "trt", []),
    ("nwtco", "rel", []),
    ("birthwt", "low", ["--policy", "r"]),
    ("pima", "type", ["--policy", "scipy"]),
    ("bacteria", "y", []),
    ("survey", "Sex", []),
    ("melanoma", "ulcer", []),
    ("statsmodels-fair", "religious", []),
    ("statsmodels-heart", "censors", []),
    ("statsmodels-randhie", "hlthp", []),
]

# Oracle, kind of number, how far it may be off, why.
ALLOWED = [
    ("SciPy", r"shapiro_wilk/p", 1e-4, "SciPy's coefficients of W are those of single precision; R agrees"),
    ("SciPy", r"shapiro_wilk/statistic", 1e-6, "as above"),
    ("SciPy", r"ks_two_sample_effective/p", 1e-4, "SciPy's kstwo approximates; Marsaglia's algorithm in 60 digits agrees"),
    ("R", r"freeman_halton/p", 1e-6, "R counts tables whose probability is larger by 1e-7 as no more probable"),
]
# R takes P from 1, and all take sums of squares from each other: few digits are left of a small number.
ABSOLUTE = {"R": 1e-11, "SciPy": 1e-11, "PSPP": 1e-11}


def plain(text):
    try:
        return repr(float(text))
    except (TypeError, ValueError):
        return text


def places(column, labels):
    """The place of every cell among labels; not a number where it is missing."""
    known = {plain(label): place for place, label in enumerate(labels)}
    return np.array([known.get(plain(cell), math.nan) if isinstance(cell, str) else math.nan for cell in column])


def attempt(function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except (ValueError, ZeroDivisionError, FloatingPointError):
        return None


def fligner(cells):
    """Fligner and Killeen's statistic, ties found among the decimals as written."""
    distances = []
    for group, texts in enumerate(cells):
        values = sorted(Fraction(text) for text in texts)
        middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
        distances += [(abs(value - middle), group) for value in values]
    order = {distance: rank for rank, distance in enumerate(sorted({distance for distance, _ in distances}))}
    ranks = stats.rankdata([order[distance] for distance, _ in distances])
    scores = scipy.special.ndtri(0.5 + ranks / (2 * (len(ranks) + 1)))
    of = np.array([group for _, group in distances])
    between = sum((of == g).sum() * (scores[of == g].mean() - scores.mean()) ** 2 for g in range(len(cells)))
    return between / scores.var(ddof=1)


def kolmogorov(a, b):
    """Exact P of the two-sample Kolmogorov-Smirnov test with ties: the chance that a random order leaves the band."""
    n, m, values = len(a), len(b), np.unique(np.r_[a, b])
    of_a = np.searchsorted(np.sort(a), values, side="right").astype(np.int64)
    of_b = np.searchsorted(np.sort(b), values, side="right").astype(np.int64)
    distance = np.abs(of_a * m - of_b * n).max()
    seen = np.zeros(n + m + 1, bool)
    seen[of_a + of_b] = True
    i = np.arange(n + 1)
    chance = np.zeros(n + 1)
    chance[0] = 1.0
    left = []
    for step in range(n + m):
        up = chance * np.clip((n - i) / (n + m - step), 0, 1)
        chance = chance - up
        chance[1:] += up[:-1]
        if seen[step + 1]:
            out = np.abs(i * m - (step + 1 - i) * n) >= distance
            left.append(chance[out].sum())
            chance[out] = 0
    return math.fsum(left)


def shift(a, b, z):
    """Hodges-Lehmann estimate and its limits by the normal approximation."""
    differences = np.sort((b[:, None] - a[None, :]).ravel())
    n, m = len(a), len(b)
    ties = sum(float(c) ** 3 - c for group in (a, b) for c in np.unique(group, return_counts=True)[1])
    variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    rejected = math.floor(0.5 * n * m - 0.5 - z * math.sqrt(variance))
    return np.median(differences), differences[rejected], differences[-1 - rejected]


class Numbers(dict):
    """What SciPy and statsmodels make of the variables of a result."""

    def put(self, name, key, value):
        if value is not None and np.isfinite(value):
            self[name, key] = float(value)

    def test(self, name, method, result, **more):
        if result is None:
            return
        statistic, p = (result.statistic, result.pvalue) if hasattr(result, "pvalue") else result
        for key, value in dict(statistic=statistic, p=p, **more).items():
            self.put(name, f"test/{method}/{key}", value)

    def continuous(self, name, groups, cells, z, level):
        filled = [group for group in groups if len(group)]
        vary = all(len(group) > 1 and np.ptp(group) > 0 for group in filled)
        for k, group in enumerate(groups, 1):
            if 4 <= len(group) <= 5000 and np.ptp(group) > 0:
                found = stats.shapiro(group)
                self.put(name, f"normality/{k}/shapiro_wilk/statistic", found.statistic)
                self.put(name, f"normality/{k}/shapiro_wilk/p", found.pvalue)
        self.test(name, "anova", attempt(stats.f_oneway, *filled))
        self.test(name, "levene", attempt(stats.levene, *filled, center="mean"))
        self.test(name, "brown_forsythe", attempt(stats.levene, *filled, center="median"))
        if vary:
            self.test(name, "bartlett", attempt(stats.bartlett, *filled))
            welch = attempt(anova_oneway, filled, use_var="unequal", welch_correction=True)
            self.test(name, "welch_anova", welch, df=welch.df_num, df2=welch.df_denom)
        statistic = fligner([texts for texts in cells if len(texts)])
        self.test(name, "fligner_killeen", (statistic, stats.chi2.sf(statistic, len(filled) - 1)))
        all_values = np.concatenate(filled)
        total = ((all_values - all_values.mean()) ** 2).sum()
        between = sum(len(g) * (g.mean() - all_values.mean()) ** 2 for g in filled)
        p = stats.chi2.sf((len(all_values) - 1) * between / total, len(filled) - 1)
        self.put(name, "test/permutation_t_asymptotic/p", p)
        if len(groups) == 2 and len(filled) == 2:
            for method, equal in (("student_t", True), ("welch_t", False)):
                found = attempt(stats.ttest_ind, *filled, equal_var=equal)
                self.test(name, method, found, df=found.df)
        for k, group in enumerate(groups[1:], 2):
            first = groups[0]
            if min(len(first), len(group)) < 2:
                continue
            effect = f"effect/{k}/"
            interval = stats.ttest_ind(group, first, equal_var=False).confidence_interval(level)
            self.put(name, effect + "mean_difference/estimate", group.mean() - first.mean())
            self.put(name, effect + "mean_difference/ci_low", interval.low)
            self.put(name, effect + "mean_difference/ci_high", interval.high)
            pooled = stats.ttest_ind(group, first).confidence_interval(level)
            self.put(name, effect + "mean_difference_pooled/ci_low", pooled.low)
            self.put(name, effect + "mean_difference_pooled/ci_high", pooled.high)
            df = len(first) + len(group) - 2
            sd = math.sqrt(((len(first) - 1) * first.var(ddof=1) + (len(group) - 1) * group.var(ddof=1)) / df)
            exact = math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
            if sd > 0:
                self.put(name, effect + "hedges_g/estimate", exact * (group.mean() - first.mean()) / sd)
            if 2500 < len(first) * len(group) < 2e7:
                for part, value in zip(("estimate", "ci_low", "ci_high"), shift(first, group, z)):
                    self.put(name, effect + "hodges_lehmann_shift/" + part, value)
        pairs = [(a, b) for i, a in enumerate(filled) for b in filled[i + 1 :] if len(a) > 1 and len(b) > 1]
        spread = [(abs(a.mean() - b.mean()), math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)) for a, b in pairs]
        self.put(name, "smd", max((apart / sd for apart, sd in spread if sd > 0), default=None))

    def counts(self, name, table, z, level):
        kept = table[table.sum(1) > 0][:, table.sum(0) > 0]
        if min(kept.shape) < 2:
            return
        pearson = stats.chi2_contingency(kept, correction=False)
        self.test(name, "pearson_chi2", pearson, df=pearson.dof, min_expected=pearson.expected_freq.min())
        self.test(name, "lr_chi2", stats.chi2_contingency(kept, correction=False, lambda_="log-likelihood"))
        if table.shape == kept.shape == (2, 2):
            self.test(name, "yates_chi2", stats.chi2_contingency(table))
            self.put(name, "test/fisher/p", stats.fisher_exact(table).pvalue)
            total = table.sum()
            n1 = pearson.statistic * (total - 1) / total
            self.test(name, "n1_chi2", (n1, stats.chi2.sf(n1, 1)))
        for k in range(1, table.shape[1]):
            if len(table) != 2 or (table[:, [0, k]] == 0).any():
                continue
            (d, b), (c, a) = table[0, [0, k]], table[1, [0, k]]
            p1, p2 = c / (c + d), a / (a + b)
            ratios = {"odds_ratio": (a * d / (b * c), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)),
                      "risk_ratio": (p2 / p1, math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))}
            for measure, (ratio, error) in ratios.items():
                self.put(name, f"effect/{k + 1}/{measure}/estimate", ratio)
                self.put(name, f"effect/{k + 1}/{measure}/ci_low", ratio * math.exp(-z * error))
                self.put(name, f"effect/{k + 1}/{measure}/ci_high", ratio * math.exp(z * error))
            low1, high1 = proportion_confint(c, c + d, 1 - level, "wilson")
            low2, high2 = proportion_confint(a, a + b, 1 - level, "wilson")
            effect = f"effect/{k + 1}/risk_difference/"
            self.put(name, effect + "estimate", p2 - p1)
            self.put(name, effect + "ci_low", p2 - p1 - math.hypot(p2 - low2, high1 - p1))
            self.put(name, effect + "ci_high", p2 - p1 + math.hypot(high2 - p2, p1 - low1))

    def ordered(self, name, groups):
        filled = [group for group in groups if len(group)]
        self.test(name, "kruskal_wallis", attempt(stats.kruskal, *filled))
        self.test(name, "median_test", self.median(filled, False))
        for k, group in enumerate(groups[1:], 2):
            if len(group) and len(groups[0]):
                wins = stats.mannwhitneyu(group, groups[0], method="asymptotic").statistic
                self.put(name, f"effect/{k}/rank_biserial/estimate", 2 * wins / (len(group) * len(groups[0])) - 1)
        if len(groups) != 2 or len(filled) != 2:
            return
        a, b = filled
        self.test(name, "median_test_continuity", self.median(filled, True))
        for method, correct in (("rank_sum", False), ("rank_sum_continuity", True)):
            self.put(name, f"test/{method}/p", stats.mannwhitneyu(a, b, correct, method="asymptotic").pvalue)
        for method, reference in (("brunner_munzel", "t"), ("brunner_munzel_normal", "normal")):
            found = stats.brunnermunzel(a, b, distribution=reference)
            if np.isfinite(found.statistic):
                self.test(name, method, found)
        found = stats.ks_2samp(a, b, method="asymp")
        scaled = found.statistic * math.sqrt(len(a) * len(b) / (len(a) + len(b)))
        self.test(name, "ks_two_sample", (found.statistic, scipy.special.kolmogorov(scaled)))
        self.put(name, "test/ks_two_sample_effective/p", found.pvalue)
        if len(a) * len(b) < 2e7:
            self.put(name, "test/ks_two_sample_exact/p", kolmogorov(a, b))

    def median(self, groups, correction):
        found = attempt(stats.median_test, *groups, ties="below", correction=correction)
        return found and (found.statistic, found.pvalue)


def by_scipy(rows, result):
    numbers = Numbers()
    level = result["level"]
    z = stats.norm.isf((1 - level) / 2)
    labels = [group["label"] for group in result["grouping"]["levels"]]
    of = places(rows[result["grouping"]["variable"]], labels)
    for variable in result["variables"]:
        name = variable["name"]
        cells = rows[name]
        if variable["kind"] == "continuous":
            values = pd.to_numeric(cells).to_numpy(float)
        else:
            values = places(cells, [count["level"] for count in variable["groups"][0]["counts"]])
        known = [~np.isnan(values) & (of == k) for k in range(len(labels))]
        groups = [values[rows_of] for rows_of in known]
        if sum(len(group) > 0 for group in groups) < 2:
            continue
        if variable["kind"] == "continuous":
            if np.ptp(np.concatenate(groups)) > 0:
                numbers.continuous(name, groups, [list(cells[rows_of]) for rows_of in known], z, level)
        else:
            height = len(variable["groups"][0]["counts"])
            table = np.array([[(group == k).sum() for group in groups] for k in range(height)])
            numbers.counts(name, table, z, level)
        if variable["kind"] != "nominal" and np.ptp(np.concatenate(groups)) > 0:
            numbers.ordered(name, groups)
    return numbers


def by_r(data, result, folder):
    plan, out = os.path.join(folder, "plan.txt"), os.path.join(folder, "numbers.txt")
    labels = [group["label"] for group in result["grouping"]["levels"]]
    lines = [["group", result["grouping"]["variable"], result["quantiles"].split()[-1], str(result["level"])]]
    lines.append(["levels", *labels])
    for variable in result["variables"]:
        levels = [count["level"] for count in variable["groups"][0].get("counts", [])]
        lines.append(["variable", variable["name"], variable["kind"], *levels])
    with open(plan, "w") as file:
        file.writelines("\t".join(line) + "\n" for line in lines)
    script = os.path.join(os.path.dirname(__file__), "registries.R")
    subprocess.run(["Rscript", script, "compute", data, plan, out], check=True, stderr=subprocess.DEVNULL)
    with open(out) as file:
        return {(name, key): float(value) for name, key, value in csv.reader(file, delimiter="\t")}


def equal_steps(levels):
    """Whether trends score the levels by their order: not where their names are numbers of unequal steps."""
    try:
        return len({round(b - a, 9) for a, b in zip(map(float, levels), map(float, levels[1:]))}) <= 1
    except ValueError:
        return True


def by_pspp(rows, result, folder):
    """Statistics as PSPP prints them; its P have three decimals only and are passed over."""
    labels = [group["label"] for group in result["grouping"]["levels"]]
    kinds, levels, columns = {}, {}, {"g": places(rows[result["grouping"]["variable"]], labels)}
    for i, variable in enumerate(result["variables"]):
        name, kinds[i] = variable["name"], variable["kind"]
        levels[i] = [count["level"] for count in variable["groups"][0].get("counts", [])]
        columns[f"v{i}"] = places(rows[name], levels[i]) if levels[i] else pd.to_numeric(rows[name])
    table = pd.DataFrame(columns).dropna(subset=["g"])
    data, out = os.path.join(folder, "pspp.csv"), os.path.join(folder, "pspp-out.csv")
    table.to_csv(data, index=False)
    of = lambda *wanted: " ".join(f"v{i}" for i, kind in kinds.items() if kind in wanted)
    numbers, ranked, counted = of("continuous"), of("continuous", "ordinal"), of("binary", "nominal", "ordinal")
    last = len(labels) - 1
    syntax = (f'GET DATA /TYPE=TXT /FILE="{data}" /ARRANGEMENT=DELIMITED /DELIMITERS="," /FIRSTCASE=2 /VARIABLES='
              + " ".join(f"{column} F24.12" for column in table.columns) + ".\nSET FORMAT=F30.16.\n")
    if numbers and last == 1:
        syntax += f"T-TEST GROUPS=g(0,1) /VARIABLES={numbers}.\n"
    if numbers:
        syntax += (f"ONEWAY {numbers} BY g /STATISTICS=HOMOGENEITY.\n"
                   + "".join(f"NPAR TESTS /MEDIAN={name} BY g(0,{last}).\n" for name in numbers.split()))
    if ranked and last == 1:
        syntax += f"NPAR TESTS /M-W={ranked} BY g(0,1).\n"
    if ranked:
        syntax += "".join(f"NPAR TESTS /K-W={name} BY g(0,{last}).\n" for name in ranked.split())
    syntax += "".join(f"CROSSTABS /TABLES={name} BY g /STATISTICS=CHISQ.\n" for name in counted.split())
    with open(os.path.join(folder, "registry.sps"), "w") as file:
        file.write(syntax)
    command = ["pspp", "--no-statrc", "-o", out, "-O", "format=csv", file.name]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    found, title, heading, i = {}, "", [], None
    counts = {"Pearson Chi-Square": "pearson_chi2", "Likelihood Ratio": "lr_chi2",
              "Continuity Correction": "yates_chi2", "Linear-by-Linear Association": "linear_by_linear"}

    def put(key, text):
        if text:
            found[result["variables"][i]["name"], key] = float(text)

    for line in csv.reader(open(out)):
        if line and line[0].startswith("Table: "):
            title, heading = line[0], []
            # The variable of a table of counts stands in its title.
            i = int(of_title[1]) if (of_title := re.match(r"Table: v(\d+) × g", title)) else i
            continue
        if len(line) < 2:
            continue
        heading = heading or line
        i = int(line[0][1:]) if re.fullmatch(r"v\d+", line[0]) else i
        if title == "Table: Independent Samples Test" and line[1].startswith("Equal variances"):
            method = "student_t" if line[1] == "Equal variances assumed" else "welch_t"
            put(f"test/{method}/statistic", line[4])
            put(f"test/{method}/df", line[5])
        elif title == "Table: Test Statistics" and "Median" in heading and line is not heading:
            put("test/median_test/statistic", line[3])
        elif title == "Table: Test Statistics" and heading[1].startswith("v") and line[0] == "Chi-Square":
            i = int(heading[1][1:])
            put("test/kruskal_wallis/statistic", line[1])
        elif title == "Table: Test Statistics" and re.fullmatch(r"v\d+", line[0]):
            put("test/rank_sum/absolute", line[3].lstrip("-"))
        elif title == "Table: Test of Homogeneity of Variances" and re.fullmatch(r"v\d+", line[0]):
            put("test/levene/statistic", line[1])
        elif title == "Table: ANOVA" and line[1] == "Between Groups":
            put("test/anova/statistic", line[5])
        elif title == "Table: Chi-Square Tests" and line[0] in counts:
            if line[0] != "Linear-by-Linear Association" or (kinds[i] == "ordinal" and equal_steps(levels[i])):
                put(f"test/{counts[line[0]]}/statistic", line[1])
                put(f"test/{counts[line[0]]}/df", line[2])
    return found


def flat(result):
    """The numbers of a result under the keys of the oracles."""
    numbers = {}
    labels = [group["label"] for group in result["grouping"]["levels"]]
    for variable in result["variables"]:
        name = variable["name"]
        for k, group in enumerate(variable["groups"], 1):
            numbers.update({(name, f"group/{k}/{key}"): x for key, x in group.items() if isinstance(x, (int, float))})
            for i, count in enumerate(group.get("counts", []), 1):
                numbers[name, f"group/{k}/count/{i}"] = count["count"]
                numbers[name, f"group/{k}/percent/{i}"] = count["percent"]
        for test in variable["tests"]:
            for key in ("statistic", "df", "df2", "p", "min_expected"):
                if test["exactness"] != "monte_carlo":
                    numbers[name, f"test/{test['method']}/{key}"] = test.get(key)
            if test["method"] == "rank_sum" and test["statistic"] is not None:
                numbers[name, "test/rank_sum/absolute"] = abs(test["statistic"])
        for effect in variable["effects"]:
            k = labels.index(effect["contrast"].split(" v ")[0]) + 1
            # Beside Student's test stands his interval.
            pooled = effect["measure"] == "mean_difference" and effect["method"] == "Student's interval"
            for part in ("estimate", "ci_low", "ci_high"):
                kind = effect["measure"] + ("_pooled" if pooled and part != "estimate" else "")
                numbers[name, f"effect/{k}/{kind}/{part}"] = effect[part]
        for test in variable["normality"]:
            for key in ("statistic", "p"):
                numbers[name, f"normality/{labels.index(test['group']) + 1}/{test['method']}/{key}"] = test[key]
        numbers[name, "smd"] = variable["smd"]
    return {key: value for key, value in numbers.items() if value is not None}


def verdict_on(oracle, key, ours, theirs):
    difference = abs(ours - theirs)
    relative = difference / max(abs(ours), abs(theirs), 5e-324)
    allowed = [within for who, kind, within, _ in ALLOWED if who == oracle and re.search(kind, key)]
    if relative <= 1e-9:
        return "agrees", relative
    small = difference <= ABSOLUTE[oracle] and (oracle != "SciPy" or not key.endswith("/p"))
    return ("explained" if small or ours < 1e-290 or relative <= max(allowed, default=0) else "fault"), relative


def main():
    binary, folder = sys.argv[1:]
    if shutil.which("Rscript"):
        script = os.path.join(os.path.dirname(__file__), "registries.R")
        subprocess.run(["Rscript", script, "export", folder], stderr=subprocess.DEVNULL)
    import statsmodels.datasets as datasets
    for name in ("fair", "heart", "randhie"):
        getattr(datasets, name).load_pandas().data.to_csv(os.path.join(folder, f"statsmodels-{name}.csv"), index=False)
    kinds, faults, registries = collections.defaultdict(lambda: [0, 0, 0.0]), [], 0
    for registry, by, options in RUNS:
        data = os.path.join(folder, registry + ".csv")
        if not os.path.exists(data):
            continue
        command = [binary, "compare", data, "--by", by, "--all-tests", "--smd", "--format", "json", "--out", "-", *options]
        result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        ours = flat(result)
        rows = pd.read_csv(data, dtype=str, keep_default_na=False, na_values=["", "NA"])
        oracles = {"SciPy": by_scipy(rows, result)}
        if shutil.which("Rscript"):
            oracles["R"] = by_r(data, result, folder)
        if shutil.which("pspp"):
            oracles["PSPP"] = by_pspp(rows, result, folder)
        registries += 1
        for oracle, numbers in oracles.items():
            for name, key in numbers.keys() & ours.keys():
                theirs = numbers[name, key]
                verdict, relative = verdict_on(oracle, key, ours[name, key], theirs)
                kind = kinds[oracle, key.split("/")[0]]
                kind[0] += 1
                kind[1] += verdict == "explained"
                if verdict == "agrees":
                    kind[2] = max(kind[2], relative)
                if verdict == "fault":
                    faults.append(f"{registry} by {by}: {name}, {key}: {ours[name, key]!r}, {oracle} {theirs!r}")
    for (oracle, kind), (n, explained, worst) in sorted(kinds.items()):
        print(f"{oracle:6} {kind:10} {n:6} numbers, within {worst:.0e}; {explained} where the oracle has fewer digits")
    print("\n".join(sorted(faults)) or f"{registries} comparisons of registries: all numbers agree")
    sys.exit(1 if faults or not registries else 0)


main()
