"""How fast the product is: as ratios against a bare echo and against the raw driver, in one run."""
