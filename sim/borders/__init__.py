"""What happens at borders beyond the licence desk: trace rules, ways round, and what may cross."""
