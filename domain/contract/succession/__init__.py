"""A running contract whose buyer or supplier is succeeded by another."""
