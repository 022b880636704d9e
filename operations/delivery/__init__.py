"""From a commit to a deployed environment: release, plan, approval, apply, record, rollback."""
