"""Stand-ins for foreign providers, each a real server on this machine. They share no code with the product, so that a
misreading of a provider is not written twice.
"""
