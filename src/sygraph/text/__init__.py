"""Article texts and their words: sentences, numerals, periods, names, offsets."""
