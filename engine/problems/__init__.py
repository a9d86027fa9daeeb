"""Problems: losses to minimize, with their gradients, Hessian products and mini-batches."""
