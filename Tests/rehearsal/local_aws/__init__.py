"""What the local AWS adds to MiniStack: AWS's own answers, injected faults, a log, and one-call setup."""
