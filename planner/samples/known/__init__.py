"""What is known of a case: where its own bone puts nerves, roots, joints and foramina, and the file of it."""
