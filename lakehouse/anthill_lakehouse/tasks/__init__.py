"""What jobs run in a workspace, each an entry point of the wheel."""
