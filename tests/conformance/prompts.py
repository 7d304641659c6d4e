"""Prompts of the fixture."""

from collections.abc import Callable
from typing import Any

from mcp_types import (
    ContentBlock,
    GetPromptRequestParams,
    GetPromptResult,
    ImageContent,
    ListPromptsResult,
    Prompt,
    PromptArgument,
    PromptMessage,
    TextContent,
)

from tests.conformance.rounds import accepted, asked, elicit
from tests.conformance.tools import PNG, resource, wrong

Said = dict[str, str]


def text(said: str) -> TextContent:
    return TextContent(type="text", text=said)


PROMPTS: dict[str, tuple[list[str], Callable[[Said], list[ContentBlock]]]] = {
    "test_simple_prompt": ([], lambda said: [text("This is a simple prompt for testing.")]),
    "test_prompt_with_arguments": (
        ["arg1", "arg2"],
        lambda said: [text(f"Prompt with arguments: arg1='{said['arg1']}', arg2='{said['arg2']}'")],
    ),
    "test_prompt_with_embedded_resource": (
        ["resourceUri"],
        lambda said: [
            resource(said["resourceUri"], "text/plain", "Embedded resource content for testing."),
            text("Please process the embedded resource above."),
        ],
    ),
    "test_prompt_with_image": (
        [],
        lambda said: [
            ImageContent(type="image", data=PNG, mime_type="image/png"),
            text("Please analyze the image above."),
        ],
    ),
    "test_input_required_result_prompt": ([], lambda said: [text(f"Context: {said['context']}")]),
}


async def list_prompts(ctx: Any, params: Any) -> ListPromptsResult:
    listed = [
        Prompt(
            name=name,
            description=f"For the scenario of {name}.",
            arguments=[PromptArgument(name=each, required=True) for each in arguments],
        )
        for name, (arguments, _) in PROMPTS.items()
    ]
    return ListPromptsResult(prompts=listed, ttl_ms=60_000, cache_scope="public")


async def get(ctx: Any, params: GetPromptRequestParams) -> Any:
    if params.name not in PROMPTS:
        raise wrong(f"Unknown prompt: {params.name}")
    said = dict(params.arguments or {})
    if params.name == "test_input_required_result_prompt":
        answer = accepted(params, "user_context")
        if answer is None:
            question = elicit("What context should the prompt use?", "context")
            return asked(user_context=question)
        said["context"] = str(answer.get("context"))
    arguments, content = PROMPTS[params.name]
    if missing := [name for name in arguments if name not in said]:
        raise wrong(f"Missing arguments: {', '.join(missing)}")
    messages = [PromptMessage(role="user", content=block) for block in content(said)]
    return GetPromptResult(messages=messages)
