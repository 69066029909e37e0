"""Everything of a person that is not bone or metal: skin, fat, muscles, organs, the canal; and the table."""
