"""Who is scanned: sizes and shapes of one person, drawn from what is published about many."""
