"""A running contract stands still while a challenge or a complaint that may affect its result is open."""
