"""An instrument that finds what one unit's people can see or change of another unit.

`world` builds neighbouring units in which every thing that is not public carries a word of its own;
`addresses` lists every URL pattern and the ids each of them can be asked with; `forms` makes the attempts;
`probe` sends them one by one, each rolled back, and reports words and rows that should not be there.
"""
