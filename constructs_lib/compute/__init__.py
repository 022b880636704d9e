"""What may run in a workspace: cluster policies, pools, SQL warehouses."""
