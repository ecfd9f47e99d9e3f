"""Groups of customers (客户群): a notice goes there as a task that a member confirms (企业群发)."""
