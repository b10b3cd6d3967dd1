"""What the local AWS adds to MiniStack: AWS's own answers, faults, a log, one-call setup."""
