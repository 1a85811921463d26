"""One stack a file; a stack only composes constructs."""
