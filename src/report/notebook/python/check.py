compared, largest, too_large = 0, 0.0, []


def difference(name, here, program):
    """Largest relative difference.

    Statistics, degrees of freedom and limits may be near zero by cancellation: statistics and degrees of freedom are
    held against at least 1, limits against the largest number that belongs to them. P is held against P alone.
    """
    scale = np.abs(program)
    if name in TESTS:
        scale[1:] = np.maximum(scale[1:], 1)
    else:
        scale[:] = scale.max()
    return (np.abs(here - program) / np.where(scale > 0, scale, 1)).max()


def table(title):
    """The heading of a table."""
    print(f"\n{title}\n{'-' * len(title)}")
    print(f"{'Variable':60}{'printed':>10}  {'here':>10}  {'Method':24}{'Verdict':30}Numbers")


def check(label, printed, verdict, figures, shown=None, **program):
    """Computes every number of a row from its figures and stops at one that differs."""
    global compared, largest
    count, here_shown = 0, None
    for name, expected in program.items():
        here = {**TESTS, **EFFECTS}[name](figures)
        if here is None:
            too_large.append(f"{label}: {name}")
            continue
        here, expected = np.atleast_1d(here).astype(float), np.atleast_1d(expected).astype(float)
        assert here.shape == expected.shape, f"{label}: {name}: {len(expected)} numbers, {len(here)} computed here"
        apart = difference(name, here, expected)
        assert apart <= TOLERANCE, f"{label}: {name}: the program gives {expected}, SciPy {here}, {apart:.1e} apart"
        largest = max(largest, apart)
        count += len(here)
        here_shown = here[0] if name == shown else here_shown
    compared += count
    number = "-" if here_shown is None else f"{here_shown:.4g}"
    print(f"{label[:59]:60}{printed:>10}  {number:>10}  {shown or '-':24}{verdict:30}{count:>7}")
