print(f"{compared} numbers agree to a relative difference of {TOLERANCE:g}; the largest is {largest:.1e}.")
for what in too_large:
    print(f"Too many tables to go through here, not computed again: {what}")
