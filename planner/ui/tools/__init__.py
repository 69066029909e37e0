"""The tools of the left mouse button: what is placed by clicks, and the hand that collects them."""
