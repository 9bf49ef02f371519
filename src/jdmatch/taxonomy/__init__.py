"""What the words mean: files -> models -> records, compiled and cached. Profiles are a part of it."""
