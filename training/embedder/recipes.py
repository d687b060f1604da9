"""The recipes: what two CPU cores train in an hour, what one big GPU does in half of one."""

from dataclasses import dataclass

from training.embedder.batches import Sizes
from training.embedder.contrast import Plan
from training.embedder.encoder import Shape


@dataclass(frozen=True)
class Whole:
    """A recipe: the static model's steps, how many text pairs are kept, and the encoder's plan."""

    static_steps: int
    others: int
    plan: Plan


RECIPES = {
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
            rate=1e-3,
            remembered=8192,
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
            remembered=16,
        ),
    ),
}
