"""What the team of the demo sells: planning of shifts and routes, by the seat and by the site."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """`amount` is the price of one in US dollars."""

    key: str
    name: str
    amount: float
    series: str
    active: bool = True


SEATS, ADDONS, HARDWARE, WORK = "Planner", "Add-ons", "Hardware", "Services"
PRODUCTS = (
    Product("team", "Planner Team, seat per year", 72, SEATS),
    Product("business", "Planner Business, seat per year", 108, SEATS),
    Product("enterprise", "Planner Enterprise, seat per year", 156, SEATS),
    Product("legacy", "Planner Classic, seat per year", 60, SEATS, active=False),
    Product("forecast", "Demand forecast, site per year", 1_450, ADDONS),
    Product("payroll", "Payroll export, site per year", 690, ADDONS),
    Product("routes", "Route planning, vehicle per year", 240, ADDONS),
    Product("absence", "Absence and leave, seat per year", 18, ADDONS),
    Product("skills", "Skills and certificates, seat per year", 24, ADDONS),
    Product("sso", "Single sign-on, per year", 2_400, ADDONS),
    Product("api", "API access, per year", 3_600, ADDONS),
    Product("archive", "Ten-year archive, per year", 1_900, ADDONS),
    Product("clock", "Time clock T2", 329, HARDWARE),
    Product("clock_out", "Time clock T2 outdoor", 489, HARDWARE),
    Product("tags", "Staff tags, pack of 50", 145, HARDWARE),
    Product("onboard", "Onboarding, standard", 2_800, WORK),
    Product("onboard_plus", "Onboarding, several sites", 7_500, WORK),
    Product("training", "Training day", 1_250, WORK),
    Product("migrate", "Data migration", 3_900, WORK),
    Product("support", "Priority support, per year", 4_800, WORK),
)
BY_KEY = {each.key: each for each in PRODUCTS}
LOST = (
    ("Chose a competitor", 26),
    ("No budget this year", 22),
    ("No decision", 20),
    ("Price", 14),
    ("Timing", 10),
    ("Missing feature", 8),
)
"""(why a deal was lost, how often)"""
