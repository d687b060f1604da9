"""The sizes and schedules of the model: a small one for two CPU cores, a full one for a GPU."""

from dataclasses import dataclass

from training.answer.model import Shape


@dataclass(frozen=True)
class Plan:
    """How one stage of training goes.

    Progress is counted in minutes of training, however many commands they are spread over.
    """

    minutes: float
    rate: float
    length: int
    tokens_per_step: int
    tokens_per_pass: int
    save_minutes: float = 1.5
    warm_up: float = 0.02
    decay: float = 0.4
    log_steps: int = 20


@dataclass(frozen=True)
class Recipe:
    """Everything that differs between the models."""

    name: str
    shape: Shape
    tokenizer_documents: int
    case_documents: int
    human_records: int
    shards: int
    shard_tokens: int
    pretrain: Plan
    tune: Plan


# Two CPU cores: an hour and a half, mostly learning to choose.
SMALL = Recipe(
    name="small",
    shape=Shape(vocabulary=12_288, width=256, layers=5, heads=4, feed_forward=768),
    tokenizer_documents=12_000,
    case_documents=26_000,
    human_records=1_000_000,
    shards=1,
    shard_tokens=12_000_000,
    pretrain=Plan(
        minutes=25, rate=3e-3, length=256, tokens_per_step=8_192, tokens_per_pass=8_192,
        save_minutes=3.0,
    ),
    tune=Plan(
        minutes=60, rate=2e-3, length=768, tokens_per_step=8_192, tokens_per_pass=8_192,
        save_minutes=3.0,
    ),
)  # fmt: skip

# One H100 or H200: 12 + 9 minutes of training in three commands. 40.5 M parameters, 43 MB in Q8_0.
FULL = Recipe(
    name="full",
    shape=Shape(vocabulary=16_384, width=512, layers=10, heads=8, feed_forward=1408),
    tokenizer_documents=40_000,
    case_documents=40_000,
    human_records=1_000_000,
    shards=8,
    shard_tokens=12_500_000,
    pretrain=Plan(
        minutes=12, rate=3e-3, length=1024, tokens_per_step=262_144, tokens_per_pass=65_536,
    ),
    tune=Plan(
        minutes=9, rate=1e-3, length=768, tokens_per_step=131_072, tokens_per_pass=65_536,
    ),
)  # fmt: skip

# Seconds on any machine: to see that every stage runs, stops and goes on.
TINY = Recipe(
    name="tiny",
    shape=Shape(vocabulary=1_024, width=64, layers=2, heads=2, head_width=32, feed_forward=128),
    tokenizer_documents=60,
    case_documents=60,
    human_records=400,
    shards=2,
    shard_tokens=20_000,
    pretrain=Plan(
        minutes=0.1, rate=3e-3, length=64, tokens_per_step=512, tokens_per_pass=256,
        save_minutes=0.02, log_steps=2,
    ),
    tune=Plan(
        minutes=0.1, rate=2e-3, length=768, tokens_per_step=2_304, tokens_per_pass=1_152,
        save_minutes=0.02, log_steps=2,
    ),
)  # fmt: skip

RECIPES = {recipe.name: recipe for recipe in (SMALL, FULL, TINY)}
