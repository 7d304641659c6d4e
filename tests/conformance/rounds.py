"""Tools of the fixture that ask before they answer, in several rounds (2026-07-28 only)."""

from typing import Any

from mcp_types import (
    CreateMessageRequest,
    ElicitRequest,
    InputRequiredResult,
    ListRootsRequest,
    Tool,
)

from tests.conformance.tools import Handler, texts, tool

TOOLS: dict[str, tuple[Tool, Handler]] = {}


def elicit(message: str, name: str, type: str = "string") -> Any:
    schema = {"type": "object", "properties": {name: {"type": type}}, "required": [name]}
    said = {"mode": "form", "message": message, "requestedSchema": schema}
    return ElicitRequest.model_validate({"method": "elicitation/create", "params": said})


def sample(question: str, max_tokens: int) -> Any:
    message = {"role": "user", "content": {"type": "text", "text": question}}
    said = {"messages": [message], "maxTokens": max_tokens}
    return CreateMessageRequest.model_validate({"method": "sampling/createMessage", "params": said})


def roots() -> Any:
    return ListRootsRequest.model_validate({"method": "roots/list", "params": {}})


def asked(state: str | None = None, **requests: Any) -> InputRequiredResult:
    return InputRequiredResult(input_requests=requests, request_state=state)


def accepted(params: Any, name: str) -> dict[str, Any] | None:
    """What the person filled in, or None while they have not."""
    response = (params.input_responses or {}).get(name)
    return getattr(response, "content", None) if response is not None else None


@tool("Asks for a name.", into=TOOLS)
async def test_input_required_result_elicitation(ctx: Any, params: Any) -> Any:
    said = accepted(params, "user_name")
    if not isinstance(said, dict) or "name" not in said:
        return asked(user_name=elicit("What is your name?", "name"))
    return texts(f"Hello, {said['name']}!")


@tool("Asks the model.", into=TOOLS)
async def test_input_required_result_sampling(ctx: Any, params: Any) -> Any:
    response = (params.input_responses or {}).get("capital_question")
    if response is None:
        return asked(capital_question=sample("What is the capital of France?", 100))
    return texts(f"The model said: {response.content.text}")


@tool("Asks for roots.", into=TOOLS)
async def test_input_required_result_list_roots(ctx: Any, params: Any) -> Any:
    response = (params.input_responses or {}).get("client_roots")
    if response is None:
        return asked(client_roots=roots())
    return texts(*(f"Root: {root.uri}" for root in response.roots))


@tool("Keeps state with the client.", into=TOOLS)
async def test_input_required_result_request_state(ctx: Any, params: Any) -> Any:
    if params.request_state != "confirming":
        return asked("confirming", confirm=elicit("Please confirm", "ok", "boolean"))
    return texts("state-ok")


@tool("Asks three things at once.", into=TOOLS)
async def test_input_required_result_multiple_inputs(ctx: Any, params: Any) -> Any:
    if len(params.input_responses or {}) < 3:
        return asked(
            "three",
            user_name=elicit("What is your name?", "name"),
            greeting=sample("Generate a greeting", 50),
            client_roots=roots(),
        )
    return texts("All three came.")


@tool("Asks twice.", into=TOOLS)
async def test_input_required_result_multi_round(ctx: Any, params: Any) -> Any:
    if params.request_state is None:
        return asked("1", step1=elicit("Step 1: What is your name?", "name"))
    if params.request_state == "1":
        return asked("2", step2=elicit("Step 2: What is your favorite color?", "color"))
    return texts("Both steps done.")


@tool("Refuses state that is not its own.", into=TOOLS)
async def test_input_required_result_tampered_state(ctx: Any, params: Any) -> Any:
    return await test_input_required_result_request_state(ctx, params)


@tool("Asks only what the client can answer.", into=TOOLS)
async def test_input_required_result_capabilities(ctx: Any, params: Any) -> Any:
    can = ctx.session.client_capabilities
    requests: dict[str, Any] = {}
    if can is not None and can.elicitation is not None:
        requests["user_name"] = elicit("What is your name?", "name")
    if can is not None and can.sampling is not None:
        requests["greeting"] = sample("Generate a greeting", 50)
    if not requests or params.input_responses:
        return texts("Nothing more to ask.")
    return asked(**requests)


@tool("Would stream, and asks instead.", into=TOOLS)
async def test_streaming_elicitation(ctx: Any, params: Any) -> Any:
    return await test_input_required_result_elicitation(ctx, params)
