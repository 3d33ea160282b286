"""Full text, similar questions and their evaluation: words in, ranked ids out; knows neither web nor database."""
