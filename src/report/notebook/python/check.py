def difference(here, program):
    """Largest difference, relative to the largest of the program's numbers."""
    here, program = np.atleast_1d(here).astype(float), np.atleast_1d(program).astype(float)
    scale = np.abs(program).max()
    return np.abs(here - program).max() / scale if scale > 0 else np.abs(here).max()


differences, too_large = [], []
print(f"{'Table':10}{'Variable':46}{'P printed':>10}  {'recomputed':>10}  {'Method':24}Verdict")
for table, rows in TABLES.items():
    for variable, printed, verdict, figures in rows:
        reported = REPORTED[table][variable]
        for name, program in [*reported["p"].items(), *reported["effects"].items()]:
            here = {**TESTS, **EFFECTS}[name](figures)
            if here is None:
                too_large.append(f"{table}, {variable}, {name}")
                continue
            differences.append(difference(here, program))
            if not differences[-1] <= TOLERANCE:
                raise AssertionError(f"{table}, {variable}, {name}: the program gives {program}, SciPy {here}")
        method = reported["shown"]
        p = f"{reported['p'][method]:.4g}" if method else "-"
        print(f"{table:10}{variable[:45]:46}{printed:>10}  {p:>10}  {method or '-':24}{verdict}")

print()
print(f"{len(differences)} numbers agree to {TOLERANCE:g}; largest relative difference {max(differences, default=0):.1e}.")
for name in too_large:
    print(f"Too many tables to go through here, not re-derived: {name}")
