"""What a posting asks and a CV shows: two Readings in, one Comparison out."""
