"""What every node runs, whichever platform it belongs to: no step, check or script of it needs the internet.

`node` says what a node is, `folder` which files it gets, `bundle` makes one script of them, `user_data` is that script for plain EC2.
"""
