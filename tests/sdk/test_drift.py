"""The SDK is what its generator would write now, and names every operation there is."""

import importlib.util
from types import ModuleType

import handrail_sdk
from handrail_sdk import AsyncHandrail, Handrail
from tests.surfaces.cli.running import ROOT


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "sdk" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_stands_in_the_repository_is_what_the_operations_say() -> None:
    writing = generator()
    for name, text in writing.files().items():
        path = writing.HERE / name
        assert path.read_text() == writing.formatted(text, str(path)), f"{name}: make sdk"


def test_every_operation_is_a_method_of_both_clients() -> None:
    for each in generator().offered():
        assert callable(getattr(Handrail, each.name))
        assert callable(getattr(AsyncHandrail, each.name))


def test_what_it_offers_is_named() -> None:
    assert all(hasattr(handrail_sdk, name) for name in handrail_sdk.__all__)
