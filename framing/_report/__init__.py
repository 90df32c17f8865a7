"""The parts of `render`: the page, its clean markup, and its way to paper."""
