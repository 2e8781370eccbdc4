"""Trains the United States against a mirror: the best of 32 random linear policies, judged on luck it never met."""

import numpy as np

from sim.training import ManyWorlds

POLICIES, DOWN, STAY = 32, 0, 1
worlds = ManyWorlds("rare_earth_controls_2025", states=("USA",), others={"CHN": "reciprocal"})


def payoff(policies: np.ndarray, seeds: range) -> np.ndarray:
    """Mean monthly payoff of policies (policy, step, fact), each in a world of every seed: (policy, seed)."""
    seen, total = worlds.start(list(seeds) * len(policies)), 0.0
    each = np.repeat(policies, len(seeds), axis=0)
    while not worlds.over:
        ladder = np.einsum("wsf,fw->sw", each, seen["USA"]).argmax(axis=0)
        orders = np.stack([ladder, np.ones_like(ladder), np.zeros_like(ladder)])  # accept all offers, make none
        seen, reward = worlds.step({"USA": orders})
        total += reward["USA"]
    return (total / (worlds.months - worlds.first_month)).reshape(len(policies), -1)


drawn = np.random.default_rng(1).normal(size=(POLICIES, 3, len(worlds.facts)))
trained = drawn[payoff(drawn, range(1, 5)).mean(axis=1).argmax()]
down, stay = np.zeros((2, *trained.shape))
down[DOWN], stay[STAY] = 1.0, 1.0

fresh = payoff(np.stack([trained, down, stay]), range(1001, 1017))
for name, other in zip(("trained", "always a rung down", "hold"), fresh, strict=True):
    ahead, error = (fresh[0] - other).mean(), (fresh[0] - other).std(ddof=1) / len(other) ** 0.5
    print(f"{name}: {other.mean():.2f} % of GDP a month; trained is ahead by {ahead:.2f} +- {2 * error:.2f}")
