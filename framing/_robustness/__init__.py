"""What `robustness` is made of: counts that any choice of words is a sum of, and draws at random."""
