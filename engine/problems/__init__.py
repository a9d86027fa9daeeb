"""Problems: what is descended, with its loss, gradients and mini-batches."""
