"""How documents get in: one kind of corpus a file, one kind of document a file. What cannot be read is named, never passed over."""
