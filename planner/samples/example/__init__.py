"""The example plan of a case: needles computed from the model, as a user would lay them."""
