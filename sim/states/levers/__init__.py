"""What each lever does to the law, one file a kind."""
