"""The recipes: what is shipped, and an encoder for a CPU and for one big GPU."""

from dataclasses import dataclass

from training.embedder.batches import Sizes
from training.embedder.contrast import Plan
from training.embedder.encoder import Shape


@dataclass(frozen=True)
class Whole:
    """The static model's steps; then, for an encoder, how many text pairs it reads and its plan."""

    static_steps: int
    others: int = 0
    plan: Plan | None = None


RECIPES = {
    "static": Whole(static_steps=2000),
    "small": Whole(
        static_steps=2000,
        others=240_000,
        plan=Plan(sizes=Sizes(questions=128, others=256)),
    ),
    "full": Whole(
        static_steps=2000,
        others=320_000,
        plan=Plan(
            shape=Shape(layers=4, heads=6, hidden=768),
            sizes=Sizes(
                questions=1024,
                others=2048,
                near=32,
                document_pieces=144,
                question_document_pieces=160,
            ),
            steps=4000,
            cooling=1200,
            warm_up=100,
            rate=5e-4,
            group=512,
            save_every_s=120.0,
        ),
    ),
    "tiny": Whole(
        static_steps=20,
        others=2000,
        plan=Plan(
            shape=Shape(dim=384, layers=1, heads=2, hidden=64),
            sizes=Sizes(questions=8, others=16, near=4),
            steps=6,
            cooling=2,
            warm_up=2,
        ),
    ),
}
ENCODERS = {name: recipe.plan for name, recipe in RECIPES.items() if recipe.plan}
