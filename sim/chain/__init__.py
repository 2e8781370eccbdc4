"""The supply chain: firms, their inputs and links, and one file a step of their month."""
