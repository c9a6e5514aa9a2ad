"""The model, the record and its fold, and the two stores."""
