"""Signed-distance solids: what bone, soft tissue and metal are made of."""
