"""For those who tend the words: check, evaluate, suggest, tune."""
