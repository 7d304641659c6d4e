"""`python -m handrail`."""

from handrail.surfaces.cli.main import main

main()
