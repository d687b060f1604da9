"""Results of a measurement, made up: as `askvn eval` hands them to its report."""

import random

VARIANTS = ("unaccented", "half_accented", "nfd", "new_tone", "typo", "polite", "upper")
SETTINGS = {
    "embedder": "builtin",
    "llm": "builtin",
    "style": "quote",
    "lexical_weight": 0.6,
    "strictness": 0.5,
}


def result(*blocks, **changes):
    """Return a result of these sets, their mean the first one's figures."""
    figures = "retrieval evidence answer citation refusal follow_up baseline intervals".split()
    return {
        "date": "2026-11-22",
        "sets": list(blocks),
        "mean": {name: blocks[0][name] for name in figures} if blocks else {},
        "settings": SETTINGS,
        "versions": {"askvn": "0.1.0", "python": "3.11.2"},
        "machine": "x86_64, 2 cores",
        "sample": 0,
        "seed": 0,
    } | changes


def block(name="vien-ca", *, seed=0, records=()):
    """Return a set with every figure that a set can have; the seed moves them."""
    dice = random.Random(seed)
    level = 0.95 - 0.3 * dice.random()
    typed = ranking(level)
    return {
        "set": name,
        "documents": 1240,
        "questions": 1885,
        "retrieval": {"as_typed": typed}
        | {variant: ranking(level - 0.12 * dice.random() ** 2) for variant in VARIANTS},
        "evidence": {"hit@1": level - 0.2, "hit@3": level - 0.1},
        "answer": {"key_facts": level - 0.15, "em": 0.41, "f1": 0.68, "wrong_number": 0.031},
        "citation": {
            "precision": 0.981, "recall": 0.954, "gold_precision": 0.71, "gold_recall": 0.66,
        },
        "refusal": {
            "precision": 0.77, "recall": 0.83, "f1": 0.8, "wrongly_refused": 0.042,
            "off_corpus_recall": 0.97, "near_miss_recall": 0.64,
        },
        "follow_up": {
            "with_history": {"ndcg@10": 0.9, "hit@1": 0.85, "evidence_hit@1": 0.66},
            "last_question": {"ndcg@10": 0.84, "hit@1": 0.78, "evidence_hit@1": 0.6},
            "all_glued": {"ndcg@10": 0.87, "hit@1": 0.8, "evidence_hit@1": 0.62},
        },
        "milliseconds": {
            "retrieve_p50": 3.1, "retrieve_p95": 6.4, "first_token_p50": 88.0,
            "first_token_p95": 131.0, "total_p50": 95.2, "total_p95": 1410.0,
        },
        "baseline": {
            "retrieval": {"as_typed": ranking(level - 0.05), "unaccented": ranking(level - 0.3)},
            "evidence": {"hit@1": level - 0.3, "hit@3": level - 0.2},
        },
        "intervals": {
            "retrieval.as_typed.ndcg@10": [typed["ndcg@10"] - 0.02, typed["ndcg@10"] + 0.02],
            "retrieval.as_typed.hit@1": [typed["hit@1"] - 0.03, typed["hit@1"] + 0.025],
            "evidence.hit@1": [level - 0.23, level - 0.17],
            "answer.key_facts": [level - 0.18, level - 0.12],
        },
        "curve": {
            "strictness": [step / 20 for step in range(21)],
            "wrongly_refused": [(step / 20) ** (3 + seed % 3) for step in range(21)],
            "rightly_refused": [(step / 20) ** (0.4 + 0.1 * (seed % 3)) for step in range(21)],
            "precision": [None] + [1 - 0.01 * step for step in range(1, 21)],
        },
        "records": list(records),
    }  # fmt: skip


def bare(name="trong-tron"):
    """Return a set that can give nothing but retrieval as typed."""
    nothing = dict.fromkeys(
        ("evidence", "answer", "citation", "refusal", "follow_up", "baseline", "curve")
    )
    return {
        "set": name,
        "documents": 12,
        "questions": 3,
        "retrieval": {"as_typed": ranking(0.6)},
        "milliseconds": {"retrieve_p50": 2.5, "retrieve_p95": None},
        "intervals": {},
        "records": [],
    } | nothing


def ranking(level):
    """Return the three figures of retrieval around a level."""
    return {"ndcg@10": level, "hit@1": level - 0.08, "recall@10": min(1.0, level + 0.06)}


def record(number=1, **changes):
    """Return the record of a question that went well; changes of its answer under `answered`."""
    answered = changes.pop("answered", {})
    answer = {
        "text": "Cá hồi vân được thả ở hồ Tà Pạ ngày 3/4/2021. [1]",
        "refused": False,
        "confidence": 0.91,
        "cited": [
            {
                "source": "ho-ta-pa.md",
                "title": "Hồ Tà Pạ",
                "quote": "Ngày 3/4/2021, người ta thả cá hồi vân xuống hồ Tà Pạ.",
                "supported": True,
            }
        ],
        "evidence": {"hit@1": 1.0, "hit@3": 1.0},
        "key_facts": 1.0,
        "em": 0.0,
        "f1": 0.6,
        "wrong_number": False,
        "citation": None,
    }
    return {
        "id": f"c{number:04d}",
        "question": "Cá hồi vân được thả ở hồ Tà Pạ ngày nào?",
        "history": [],
        "kind": "date",
        "unanswerable": False,
        "wanted": {
            "documents": ["ho-ta-pa.md"],
            "evidence": ["Ngày 3/4/2021, người ta thả cá hồi vân xuống hồ Tà Pạ."],
            "answers": ["3/4/2021"],
            "key_facts": ["3/4/2021"],
        },
        "retrieved": [{"source": "ho-ta-pa.md", "title": "Hồ Tà Pạ"}]
        + [{"source": f"bai-{place}.md", "title": f"Bài số {place}"} for place in range(2, 11)],
        "retrieval": {"as_typed": one(1.0), "unaccented": one(1.0), "typo": one(1.0)},
        "answer": answer | answered,
        "milliseconds": {"retrieve": 3.1, "first_token": 90.0, "total": 95.0},
    } | changes


def one(found, first=None):
    """Return the figures of retrieval of one question."""
    return {"ndcg@10": found, "hit@1": found if first is None else first, "recall@10": found}
