"""Pages through a REST API into landing: one object per window of time, exactly once."""
