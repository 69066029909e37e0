"""What a scanner makes of a body: the spread of its kernel, its slices, noise, hardening and streaks.

A reconstruction is linear: what is measured wrong on the rays comes back as an image of its own. So the image
is ``kernel * body + FBP(errors of the rays)``, and only the errors are filtered and projected back.
"""
