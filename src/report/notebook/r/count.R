cat(sprintf("%d numbers agree to a relative difference of %g; the largest is %.1e.\n",
            compared, TOLERANCE, largest))
for (what in too_large) cat("Too large for R's workspace, not computed again:", what, "\n")
