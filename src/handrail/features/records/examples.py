"""Arguments that show what the verbs of records can do, for the reference page and the document."""

from collections.abc import Mapping
from typing import Any

DEAL = "0198c0de-7000-7000-8000-000000000001"
"""Stands for the id of a deal there is."""

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "search_workspace": {"query": "northwind", "objects": ["companies", "deals"]},
    "aggregate_records": {
        "object": "deals",
        "measures": ["count", "sum:value"],
        "group_by": ["stage"],
        "period": "close_date:this_quarter",
        "compare_previous": True,
    },
    "get_record": {"object": "deals", "record_id": DEAL},
    "search_records": {
        "object": "deals",
        "filter": {"stage": {"in": ["Proposal", "Negotiation"]}, "value": {"gte": 10_000}},
        "sort": "-value",
        "fields": ["name", "stage", "value", "owners"],
        "limit": 25,
    },
    "query_records": {
        "object": "deals",
        "filters": [
            {"attribute": "stage", "value": "Won"},
            {"attribute": "value", "field": "gte", "value": 10_000},
        ],
        "joinOperator": "and",
        "sorts": [{"attribute": "close_date", "direction": "desc"}],
        "limit": 100,
    },
    "create_record": {
        "object": "deals",
        "values": {
            "name": "Northwind renewal",
            "stage": "Proposal",
            "value": 24_000,
            "close_date": "2027-03-31",
        },
    },
    "update_record": {
        "object": "deals",
        "record_id": DEAL,
        "values": {"stage": "Won", "next_step": None},
        "if_version": 1,
    },
    "delete_record": {"object": "deals", "record_id": DEAL},
    "link_records": {
        "object": "deals",
        "record_id": DEAL,
        "attribute": "companies",
        "to": ["Northwind"],
    },
    "unlink_records": {
        "object": "deals",
        "record_id": DEAL,
        "attribute": "companies",
        "to": ["Northwind"],
    },
    "list_attributes": {"object": "deals"},
    "list_options": {"object": "deals", "attribute": "source"},
    "list_stages": {"object": "deals", "attribute": "stage"},
    "create_object": {
        "slug": "projects",
        "singular_noun": "Project",
        "plural_noun": "Projects",
    },
    "update_object": {"object": "projects", "plural_noun": "Ventures"},
    "create_attribute": {
        "object": "deals",
        "title": "Risk",
        "type": "select",
        "options": [{"title": "Low"}, {"title": "High"}],
    },
    "update_attribute": {
        "object": "deals",
        "attribute": "risk",
        "options": [{"title": "Unknown"}],
    },
}
