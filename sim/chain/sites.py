"""The supply chain as programmes of industrial policy see it: where what is made, and what can be built."""

from __future__ import annotations

import numpy as np

from sim.chain.network import Network
from sim.policy.programmes import Sites


def sites_of(network: Network) -> Sites:
    """Plants by firm row; a plant with several products is one plant, built from its lead row."""
    firms, joint = network.firms, network.joint
    plant = np.arange(len(firms))
    plant[joint.rows] = joint.lead
    project = np.zeros(len(firms), dtype=bool)
    project[network.projects] = True
    size = firms.reference * firms.base_price
    return Sites(firms.good, firms.state, plant, project, firms.newcomer, size)
