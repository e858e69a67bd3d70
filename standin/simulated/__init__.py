"""A catalogue of any size that is held nowhere: each answer is made from its id."""
