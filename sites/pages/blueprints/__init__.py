"""What every unit of a tier starts with and is offered later: sections, menu, boxes, links, foot, in versions."""
