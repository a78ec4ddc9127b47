"""Made by hand, run by hand: what makes files that the project keeps."""
