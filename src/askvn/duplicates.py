"""Near-duplicates among the hits: one stands for all, the others are named beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from askvn.records import Hit, Place
from askvn.vietnamese.likeness import alike, same_passage


def collapse(hits: Sequence[Hit], k: int) -> list[Hit]:
    """Return the best `k` of `hits`, which come best first, ranked anew, near-duplicates as one.

    A hit of another document that says nothing that a better one does not say too becomes a place
    in that one's `also_in`, also behind the `k`-th. Two passages of one document stay two.
    """
    kept: list[tuple[Hit, list[Place]]] = []
    for hit in hits:
        places = next((places for best, places in kept if _stands_for(best, places, hit)), None)
        if places is not None:
            places.append(Place(hit.source, hit.title, hit.chunk, hit.start, hit.end, hit.page))
        elif len(kept) < k:
            kept.append((hit, []))
    return [
        replace(hit, rank=rank, also_in=(*hit.also_in, *places))
        for rank, (hit, places) in enumerate(kept, start=1)
    ]


def _stands_for(best: Hit, places: Sequence[Place], hit: Hit) -> bool:
    return (
        alike(best.signature, hit.signature)
        and hit.source not in {best.source, *(place.source for place in places)}
        and same_passage(best.visible or best.text, hit.visible or hit.text)
    )
