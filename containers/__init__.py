"""What runs: each package is an image of its own. No CDK in here."""
