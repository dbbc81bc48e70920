compared, differences, too_large = 0, [], []


def difference(here, program):
    """Largest difference, relative to the largest of the program's numbers that belong together."""
    scale = np.abs(program).max()
    return np.abs(here - program).max() / scale if scale > 0 else np.abs(here).max()


def table(title):
    """The heading of a table."""
    print(f"\n{title}\n{'-' * len(title)}")
    print(f"{'Variable':60}{'printed':>10}  {'here':>10}  {'Method':24}{'Verdict':30}Numbers")


def check(label, printed, verdict, figures, shown=None, **program):
    """Computes every number of a row from its figures and stops at one that differs."""
    global compared
    count, here_shown = 0, None
    for name, expected in program.items():
        here = METHODS[name](figures)
        if here is None:
            too_large.append(f"{label}: {name}")
            continue
        here, expected = np.atleast_1d(here).astype(float), np.atleast_1d(expected).astype(float)
        assert here.shape == expected.shape, f"{label}: {name}: {len(expected)} numbers, {len(here)} computed here"
        apart = difference(here, expected)
        assert apart <= TOLERANCE, f"{label}: {name}: the program gives {expected}, SciPy {here}, {apart:.1e} apart"
        differences.append(apart)
        count += len(here)
        here_shown = here[0] if name == shown else here_shown
    compared += count
    number = "-" if here_shown is None else f"{here_shown:.4g}"
    print(f"{label[:59]:60}{printed:>10}  {number:>10}  {shown or '-':24}{verdict:30}{count:>7}")
