"""The volume and what is cut from it: slices and slabs, skin, bone, metal."""
