"""What every room builds on: errors, the project folder, Git, files, stores, tools, accounts."""
